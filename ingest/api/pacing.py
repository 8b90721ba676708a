"""One limiter an endpoint, waited for before a request is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from ingest.api.endpoints import Endpoint


class Pacer:
    """Hands out evenly spaced turns; an endpoint without a rate is not limited."""

    def __init__(self, rates: Mapping[Endpoint, float]) -> None:
        self._rates = dict(rates)
        self._next_turn: dict[Endpoint, float] = {}

    async def turn(self, endpoint: Endpoint) -> None:
        """Wait until this endpoint may be asked once more."""
        now = asyncio.get_running_loop().time()
        at = max(now, self._next_turn.get(endpoint, now))
        if endpoint in self._rates:
            self._next_turn[endpoint] = at + 1 / self._rates[endpoint]
        if at > now:
            await asyncio.sleep(at - now)

    def pause(self, endpoint: Endpoint, seconds: float) -> None:
        """Give no turn for a while: the server asked for it."""
        until = asyncio.get_running_loop().time() + seconds
        self._next_turn[endpoint] = max(until, self._next_turn.get(endpoint, until))
