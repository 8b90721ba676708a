"""How fast stats land without a rate limit, and how much memory that takes.

Run with `make bench`. The ratio compares landing with a bare client that throws the same bodies
away, taken in the same run, so it means the same on a slow and on a fast machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from bench.server import PLAYER, match_id

_AT_ONCE = 25


def main() -> None:
    """Start the server, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--matches", type=int, default=20_000)
    matches = parser.parse_args().matches
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.server", str(matches)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        bare = asyncio.run(_bare_rate(url, min(matches, 3_000)))
        with tempfile.TemporaryDirectory() as folder:
            summary, megabytes = _land(url, Path(folder))
            disk = sum(path.stat().st_size for path in Path(folder).rglob("*.parquet"))
    finally:
        server.kill()
        server.wait()
    landed, seconds = summary["landed"]["match_stats"], summary["seconds"]
    rate = landed / seconds
    print(f"landed            {landed:,} stats payloads in {seconds:.1f} s")
    print(f"rate              {rate:,.0f} payloads/s (promised: 500)")
    print(f"resident at most  {megabytes:,.0f} MB (promised: 250)")
    print(f"on disk           {disk / landed:,.0f} bytes a match")
    print(f"bare client       {bare:,.0f} payloads/s; landing keeps {rate / bare:.0%} of it")


def _land(url: str, folder: Path) -> tuple[dict[str, Any], float]:
    """Run the real command and ask the kernel for its peak memory."""
    environment = {
        **os.environ,
        "HALO_DATA_DIR": str(folder),
        "HALO_API_URL": url,
        "HALO_RATE_LIMIT": "off",
        "SPNKR_SPARTAN_TOKEN": "bench",
        "SPNKR_CLEARANCE_TOKEN": "bench",
    }
    command = [sys.executable, "-m", "ingest", "run", "--json", "--player", PLAYER]
    process = subprocess.Popen(
        [*command, "--feed", "match_stats"], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"ingest run ended with {process.returncode}")
    return json.loads(out), usage.ru_maxrss / 1024


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
    main()
