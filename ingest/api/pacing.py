"""One limiter an endpoint, waited for before a request is sent; all heed what the server asks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.api.endpoints import Endpoint

SPARE = 0.02
"""Turns lie this part of a second further apart, per second, than the rate says: requests travel
for different times, and a server that counts by the second must not see one too many."""

DOUBLES_IN = 60.0
"""Seconds in which a rate that was halved may double again."""

LEAST_SHARE = 1 / 16
"""Of the configured rate: slower is no use, the server then says when to come back."""


class Withdrawn(Exception):
    """The run is ending: the request was not sent, and nothing is known of its answer."""


@dataclass(slots=True)
class _Pace:
    """How fast one endpoint is asked."""

    interval: float
    next_turn: float = 0.0
    share: float = 1.0
    since: float = 0.0
    queue: asyncio.Lock = field(default_factory=asyncio.Lock)

    def now(self, time: float) -> float:
        """Seconds between two turns; they decrease while the server does not complain."""
        quiet = max(time - self.since, 0.0)
        grown = min(self.share * 2 ** min(quiet / DOUBLES_IN, 64), 1.0)
        return self.interval / grown

    def halve(self, time: float, again_at: float) -> None:
        """Go half as fast from when it goes on."""
        grown = self.interval / self.now(time) if self.interval else 1.0
        self.share = max(grown / 2, LEAST_SHARE)
        self.since = max(time, again_at)


class Pacer:
    """Hands out evenly spaced turns; an endpoint without a rate is not limited."""

    def __init__(self, rates: Mapping[Endpoint, float]) -> None:
        self._paces = {
            endpoint: _Pace((1 + SPARE) / rates[endpoint] if endpoint in rates else 0.0)
            for endpoint in Endpoint
        }
        self._goes_on_at = 0.0
        self._closed = asyncio.Event()

    async def turn(self, endpoint: Endpoint) -> float:
        """Wait until this endpoint may be asked once more; who came first goes first.

        Returns when that was, by the monotonic clock of the event loop.
        """
        pace = self._paces[endpoint]
        async with pace.queue:
            # again after each wait: a pause may have begun meanwhile
            while (left := self._due(endpoint) - self._now()) > 0:
                if self._closed.is_set():
                    break
                await self._wait(left)
            # from now, not from the turn that was due: lateness must not end in a burst
            now = self._now()
            pace.next_turn = now + pace.now(now)
        if self._closed.is_set():
            raise Withdrawn
        return now

    def sent(self, endpoint: Endpoint) -> None:
        """The request of the last turn leaves only now: the next one is to keep its distance."""
        pace, now = self._paces[endpoint], self._now()
        pace.next_turn = max(pace.next_turn, now + pace.now(now))

    def slow_down(self, endpoint: Endpoint, turn: float) -> None:
        """Half the rate for this endpoint: a request sent at that turn was one too many.

        Once for all the requests that were on their way together.
        """
        pace = self._paces[endpoint]
        if turn > pace.since:
            pace.halve(self._now(), self._goes_on_at)

    def pause(self, seconds: float) -> None:
        """Give no turns for a while: the server asked for it, and limits hold for the account."""
        self._goes_on_at = max(self._now() + seconds, self._goes_on_at)

    async def rest(self, seconds: float) -> None:
        """Wait that long, unless the run ends."""
        if seconds > 0:
            await self._wait(seconds)
        if self._closed.is_set():
            raise Withdrawn

    def close(self) -> None:
        """No more turns: what waits for one ends at once."""
        self._closed.set()

    def _due(self, endpoint: Endpoint) -> float:
        due = self._paces[endpoint].next_turn
        # signing in asks other hosts, and a request that has its turn may be waiting for it
        return due if endpoint is Endpoint.AUTH else max(due, self._goes_on_at)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._closed.wait(), seconds)
        except TimeoutError:
            return
