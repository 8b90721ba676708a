"""Films are decoded in other processes, which never outlive the one that started them."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.demo.film import film_chunk
from ingest.demo.world import World
from ingest.film.decode import decode_film
from ingest.film.events import UnreadableFilm
from ingest.film.pool import DecoderFailed, FilmDecoders
from tests.support.commands import ROOT

DECODE_AND_WAIT = """
import asyncio, multiprocessing, os, zlib
from ingest.film.pool import FilmDecoders

async def main():
    with FilmDecoders() as decoders:
        chunk = zlib.compress(b"nothing")
        await asyncio.gather(*(decoders.decode(chunk, 41, None) for _ in range(16)))
        print(*(child.pid for child in multiprocessing.active_children()), flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.fixture(autouse=True)
def _films_decoded_here() -> None:
    """Here the processes are real."""


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return not Path("/proc/self").exists()  # gone just now, or a system without /proc
    return state != "Z"  # a zombie has ended; nobody has asked how


def worker_pids() -> set[int]:
    return {child.pid for child in multiprocessing.active_children() if child.pid}


def wait_until_gone(pids: set[int]) -> set[int]:
    """Those still running after five seconds."""
    end = time.monotonic() + 5
    while (left := {pid for pid in pids if is_running(pid)}) and time.monotonic() < end:
        time.sleep(0.02)
    return left


async def test_films_are_decoded_in_other_processes_that_end_with_the_pool() -> None:
    world = World(seed=2, players=2, matches=10)
    films = [match for match in world.matches if match.film_available]
    chunks = [(film_chunk(world.log(match)), match.film_version) for match in films]
    before = worker_pids()
    with FilmDecoders() as decoders:
        assert worker_pids() == before
        decoded = await asyncio.gather(*(decoders.decode(*chunk, None) for chunk in chunks))
        workers = worker_pids() - before
        assert workers
        assert os.getpid() not in workers
        for pid in workers:
            os.kill(pid, signal.SIGINT)  # Ctrl-C reaches them too, and is not theirs to handle
        with pytest.raises(UnreadableFilm, match="cut short"):
            await decoders.decode(chunks[0][0][:50], 41, None)
        assert worker_pids() - before == workers
    assert decoded == [decode_film(*chunk, None) for chunk in chunks]
    assert sum(film.event_count for film in decoded) > 100
    assert await asyncio.to_thread(wait_until_gone, workers) == set()


@pytest.mark.fault("P7", "P8")
async def test_a_killed_worker_costs_one_film_and_not_the_run() -> None:
    world = World(seed=2, players=2, matches=10)
    match = next(match for match in world.matches if match.film_available)
    chunk = film_chunk(world.log(match))
    before = worker_pids()
    with FilmDecoders() as decoders:
        film = await decoders.decode(chunk, match.film_version, None)
        (pid,) = worker_pids() - before
        os.kill(pid, signal.SIGSTOP)
        decoding = asyncio.create_task(decoders.decode(chunk, match.film_version, None))
        while decoders._idle:  # until the worker has been given the film
            await asyncio.sleep(0.01)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(DecoderFailed):
            await decoding
        assert await decoders.decode(chunk, match.film_version, None) == film
        (pid,) = worker_pids() - before
        os.kill(pid, signal.SIGKILL)
        wait_until_gone({pid})
        assert await decoders.decode(chunk, match.film_version, None) == film


def test_workers_die_when_their_parent_is_killed() -> None:
    command = [sys.executable, "-c", DECODE_AND_WAIT]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        try:
            pids = {int(pid) for pid in parent.stdout.readline().split()}
            assert pids
            assert all(is_running(pid) for pid in pids)
        finally:
            parent.kill()
        assert wait_until_gone(pids) == set()
