"""Worker processes for decoding: pure Python, 0.05 to 0.2 seconds of CPU a film.

A pool of the standard library keeps semaphores, which are complained about when a run is stopped at
once. Here each worker has a pipe and nothing else: it ends when the other end of the pipe does.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Protocol, Self

from ingest.film.decode import DecodedFilm, decode_film
from ingest.film.roster import Roster

_MOST_WORKERS = 4
_SECONDS_TO_END = 5.0


class DecoderFailed(Exception):
    """No worker process could start, or one ended in the middle of a film."""


class Worker(Protocol):
    """Decodes one film after the other."""

    def is_alive(self) -> bool: ...
    def decode(self, chunk: bytes, version: int, roster: Roster | None) -> DecodedFilm: ...
    def end(self) -> None: ...


class FilmDecoders:
    """Workers that start when there is a film for them, and end with the run."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(min(os.cpu_count() or 1, _MOST_WORKERS))
        self._idle: list[Worker] = []
        self._all: list[Worker] = []

    async def decode(self, chunk: bytes, version: int, roster: Roster | None) -> DecodedFilm:
        """Decode in a worker process."""
        async with self._room:
            worker = await self._take()
            try:
                film = await asyncio.to_thread(worker.decode, chunk, version, roster)
            except (EOFError, OSError) as error:
                raise DecoderFailed("the film decoder died; the next run tries again") from error
            except asyncio.CancelledError:
                raise  # the worker still decodes, and is not to be given another film
            except Exception:
                self._idle.append(worker)  # it is the film that could not be decoded
                raise
            self._idle.append(worker)
            return film

    async def _take(self) -> Worker:
        while self._idle:
            if (worker := self._idle.pop()).is_alive():
                return worker
        try:
            worker = await asyncio.to_thread(start_worker)
        except OSError as error:
            reason = f"the film decoder cannot start: {error.strerror or error}"
            raise DecoderFailed(f"{reason}; the next run tries again") from error
        self._all.append(worker)
        return worker

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in self._all:
            worker.end()
        self._all.clear()
        self._idle.clear()


class _WorkerProcess:
    """A process at the other end of a pipe."""

    def __init__(self) -> None:
        # a fork would copy the locks of our threads in any state
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs,), daemon=True)
        with _ctrl_c_blocked():
            self._process.start()
        theirs.close()

    def is_alive(self) -> bool:
        return self._process.is_alive()

    def decode(self, chunk: bytes, version: int, roster: Roster | None) -> DecodedFilm:
        """Raises EOFError or OSError when the process is gone."""
        self._pipe.send((chunk, version, roster))
        answer = self._pipe.recv()
        if isinstance(answer, DecodedFilm):
            return answer
        assert isinstance(answer, Exception)
        raise answer

    def end(self) -> None:
        """Let it end by itself after the film in hand, or make it end."""
        self._pipe.close()
        self._process.join(_SECONDS_TO_END)
        self._process.kill()
        self._process.join()


@contextmanager
def _ctrl_c_blocked() -> Iterator[None]:
    """Processes that start meanwhile ignore Ctrl-C, also in the second of their imports."""
    resource_tracker.ensure_running()  # to start it here would end the blocking
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def start_worker() -> Worker:
    """A worker that waits for its first film."""
    return _WorkerProcess()


def _work(pipe: Connection) -> None:
    """Answer films until the pipe is closed. The parent handles Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        while True:
            film = pipe.recv()
            try:
                answer: DecodedFilm | Exception = decode_film(*film)
            except Exception as error:  # noqa: BLE001 the parent raises it
                answer = error
            pipe.send(answer)
