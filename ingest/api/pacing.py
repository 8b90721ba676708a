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
        self._rates = dict(rates)
        self._next_turn: dict[Endpoint, float] = {}
        self._closed = asyncio.Event()

    async def turn(self, endpoint: Endpoint) -> None:
        """Wait until this endpoint may be asked once more."""
        now = asyncio.get_running_loop().time()
        at = max(now, self._next_turn.get(endpoint, now))
        if endpoint in self._rates:
            self._next_turn[endpoint] = at + 1 / self._rates[endpoint]
        if at > now:
            await self._wait(at - now)
        if self._closed.is_set():
            raise Withdrawn

    def pause(self, endpoint: Endpoint, seconds: float) -> None:
        """Give no turn for a while: the server asked for it."""
        until = asyncio.get_running_loop().time() + seconds
        self._next_turn[endpoint] = max(until, self._next_turn.get(endpoint, until))

    def close(self) -> None:
        """No more turns: whoever waits for one is told at once."""
        self._closed.set()

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._closed.wait(), seconds)
        except TimeoutError:
            return
