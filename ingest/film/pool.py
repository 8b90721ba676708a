"""Worker processes for decoding: pure Python, 0.05 to 0.2 seconds of CPU a film."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Self

from ingest.film.decode import DecodedFilm, Roster, decode_film

_MOST_WORKERS = 4


class DecoderDied(Exception):
    """A worker process ended in the middle of a film."""


class FilmDecoders:
    """A pool that starts with the first film and ends with the run."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def decode(self, chunk: bytes, version: int, roster: Roster | None) -> DecodedFilm:
        """Decode in a worker process."""
        pool = self._pool = self._pool or _start_pool()
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(pool, decode_film, chunk, version, roster)
        except BrokenProcessPool as error:
            if self._pool is pool:
                self._pool = None
            raise DecoderDied("the film decoder died; the next run tries again") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            # waits for the films in hand: left behind, semaphores are complained about at the end
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def _start_pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        max_workers=min(os.cpu_count() or 1, _MOST_WORKERS),
        # a fork would copy our threads' locks in whatever state they are
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_live_and_die_with_parent,
    )


def _live_and_die_with_parent() -> None:
    """Ctrl-C is the parent's to handle, and a killed parent leaves no orphans."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_exit_after, args=(parent,), daemon=True).start()


def _exit_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
