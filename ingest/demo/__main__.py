"""python -m ingest.demo: serve a demo world until interrupted."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from ingest.demo.server import DemoServer
from ingest.demo.world import World
from ingest.terminal import print_line


async def serve(world: World, port: int) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    async with DemoServer(world, port) as server:
        print_line(server.url)
        sys.stdout.flush()
        await stopped.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m ingest.demo", description=__doc__)
    parser.add_argument("--players", type=int, default=4)
    parser.add_argument("--matches", type=int, default=250)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--port", type=int, default=0)
    chosen = parser.parse_args()
    asyncio.run(serve(World(chosen.seed, chosen.players, chosen.matches), chosen.port))


if __name__ == "__main__":
    main()
