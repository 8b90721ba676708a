"""One limiter an endpoint, waited for before a request is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from ingest.api.endpoints import Endpoint


class Withdrawn(Exception):
    """The run is ending: the request was not sent, and nothing is known of its answer."""


class Pacer:
    """Hands out evenly spaced turns; an endpoint without a rate is not limited."""

    def __init__(self, rates: Mapping[Endpoint, float]) -> None:
        self._interval = {endpoint: 1 / rate for endpoint, rate in rates.items()}
        self._next_turn = dict.fromkeys(Endpoint, 0.0)
        self._queue = {endpoint: asyncio.Lock() for endpoint in Endpoint}
        self._closed = asyncio.Event()

    async def turn(self, endpoint: Endpoint) -> None:
        """Wait until this endpoint may be asked once more; who came first goes first."""
        loop = asyncio.get_running_loop()
        async with self._queue[endpoint]:
            # again after each wait: a pause may have begun meanwhile
            while (left := self._next_turn[endpoint] - loop.time()) > 0:
                if self._closed.is_set():
                    break
                await self._wait(left)
            # from now, not from the turn that was due: lateness must not end in a burst
            self._next_turn[endpoint] = loop.time() + self._interval.get(endpoint, 0.0)
        if self._closed.is_set():
            raise Withdrawn

    def pause(self, endpoint: Endpoint, seconds: float) -> None:
        """Give no turn for a while: the server asked for it."""
        until = asyncio.get_running_loop().time() + seconds
        self._next_turn[endpoint] = max(until, self._next_turn[endpoint])

    def close(self) -> None:
        """No more turns: whoever waits for one is told at once."""
        self._closed.set()

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._closed.wait(), seconds)
        except TimeoutError:
            return
