"""What landing costs: stats alone without a limit of requests, and whole matches with their films.

The ratio compares landing with a bare client that throws the same bodies away, in the same run, so
it means the same on a slow and on a fast machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from bench.measure import Cost, cost_of, ingest
from bench.server import PLAYER, match_id
from ingest.demo.server import DemoServer
from ingest.demo.world import World

_AT_ONCE = 25
_FILMS = 300


@dataclass(frozen=True, slots=True)
class Landing:
    """What was measured."""

    payloads: int
    per_second: float
    bare_per_second: float
    cpu_ms: float
    """Milliseconds of processor time for a match, without the start of the command."""
    film_cpu_ms: float
    """The same for a match with skill, film and history."""
    megabytes: float
    bytes_each: float


def measure_landing(matches: int) -> Landing:
    """Start the server, land, and ask a bare client for the same."""
    start = cost_of(ingest("run", "--help")).cpu
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.server", str(matches)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        bare = asyncio.run(_bare_rate(url, min(matches, 3_000)))
        with tempfile.TemporaryDirectory() as folder:
            summary, cost = _land(url, Path(folder))
            disk = sum(path.stat().st_size for path in Path(folder).rglob("*.parquet"))
    finally:
        server.kill()
        server.wait()
    landed = summary["landed"]["match_stats"]
    return Landing(
        payloads=landed,
        per_second=landed / summary["seconds"],
        bare_per_second=bare,
        cpu_ms=1_000 * (cost.cpu - start) / landed,
        film_cpu_ms=1_000 * (asyncio.run(_with_films()).cpu - start) / _FILMS,
        megabytes=cost.megabytes,
        bytes_each=disk / landed,
    )


async def _with_films() -> Cost:
    """All feeds of a player of the demo world; the server is in this process."""
    world = World(seed=1, players=1, matches=_FILMS)
    async with DemoServer(world) as server:
        with tempfile.TemporaryDirectory() as folder:
            env = _environment(server.url, folder)
            command = ingest("run", "--player", world.players[0].xuid)
            return await asyncio.to_thread(cost_of, command, env)


def _environment(url: str, folder: str) -> dict[str, str]:
    return {
        "HALO_DATA_DIR": folder,
        "HALO_API_URL": url,
        "HALO_RATE_LIMIT": "off",
        "SPNKR_SPARTAN_TOKEN": "bench",
        "SPNKR_CLEARANCE_TOKEN": "bench",
    }


def _land(url: str, folder: Path) -> tuple[dict[str, Any], Cost]:
    """Run the real command and ask the kernel what it cost."""
    environment = {**os.environ, **_environment(url, str(folder))}
    command = ingest("run", "--json", "--player", PLAYER, "--feed", "match_stats")
    started = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"ingest run ended with {process.returncode}")
    wall = time.monotonic() - started
    return json.loads(out), Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


async def _bare_rate(url: str, matches: int) -> float:
    """Requests a second of a client that reads and forgets."""
    numbers = iter(range(matches))
    async with ClientSession() as session:

        async def read() -> None:
            for number in numbers:
                async with session.get(f"{url}/hi/matches/{match_id(number)}/stats") as response:
                    await response.read()

        started = time.monotonic()
        await asyncio.gather(*(read() for _ in range(_AT_ONCE)))
        return matches / (time.monotonic() - started)


if __name__ == "__main__":
    print(measure_landing(int(sys.argv[1]) if sys.argv[1:] else 20_000))
