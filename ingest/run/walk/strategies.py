"""What becomes of the pages of a walk: a first walk lands them at once, a later one holds them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from ingest.players import Player
from ingest.raw import Feed, Row
from ingest.run.context import RunContext
from ingest.run.fetch.rows import blank_row, landed
from ingest.run.planned import PlannedMatch, is_final
from ingest.run.walk.end import End
from ingest.run.walk.pages import HistoryMatch, HistoryPages, Page
from ingest.run.walk.state import Reached, state_row


@dataclass(frozen=True, slots=True)
class Landing:
    """How the pages and the state of one walk are landed and planned."""

    context: RunContext
    player: Player
    pages: HistoryPages
    before: dict[str, Any]
    """What earlier walks of this player recorded."""
    land: Callable[[list[Row]], Awaitable[None]]
    plan: Callable[[PlannedMatch], None]

    def is_landed(self, match: HistoryMatch) -> bool:
        """Whether the entry of this match was landed before."""
        return self.context.store.ledger.is_settled(Feed.PLAYER_MATCHES, self._key(match))

    async def land_page(self, page: Page) -> None:
        """Land the entries that were not landed before."""
        blank = blank_row(self.context, Feed.PLAYER_MATCHES, "", self.player.xuid)
        new = [match for match in page if not self.is_landed(match)]
        await self.land([landed(replace(blank, key=self._key(one)), one.text) for one in new])

    def plan_page(self, page: Page) -> None:
        """Plan every match of a page."""
        for match in page:
            self.plan(PlannedMatch(match.match_id, self.player.xuid, match.started_at))

    async def land_state(self, reached: Reached) -> None:
        """Record how far this walk came."""
        row = state_row(self.context, self.player.xuid, self.before, self.pages.seen, reached)
        if row is not None:
            await self.land([row])

    def _key(self, match: HistoryMatch) -> str:
        return f"{self.player.xuid}:{match.match_id}"


class Strategy(Protocol):
    """What a walk does with its pages."""

    async def take(self, page: Page) -> bool:
        """Take the new matches of a page. True means that no further page is needed."""

    async def finish(self, end: End) -> None:
        """Record how the walk ended."""


class FirstWalk:
    """No walk of this player has reached the end yet: pages land as they arrive."""

    def __init__(self, landing: Landing) -> None:
        self._landing = landing

    async def take(self, page: Page) -> bool:
        """Land and plan at once: an interrupted first walk keeps what it has."""
        await self._landing.land_page(page)
        self._landing.plan_page(page)
        return False

    async def finish(self, end: End) -> None:
        """The list is complete only if this walk reached its end."""
        reached = Reached.END if end is End.REACHED_END else Reached.NEITHER
        await self._landing.land_state(reached)


class LaterWalk:
    """An earlier walk reached the end: pages are held until this one meets what is known.

    Then they land oldest first. A crash in between leaves only a newest part missing, which the
    next walk finds. It never leaves a gap.
    """

    def __init__(self, landing: Landing, newest_before: str | None) -> None:
        self._landing = landing
        self._newest_before = newest_before
        self._held: list[Page] = []

    async def take(self, page: Page) -> bool:
        """Hold the page."""
        self._held.append(page)
        return self._is_overlap(page)

    async def finish(self, end: End) -> None:
        """Land what was held, unless the walk was interrupted."""
        if end is End.INTERRUPTED:
            return
        reached = self._reached(end)
        if reached is Reached.NEITHER:
            await self._landing.land_state(reached)
        for page in reversed(self._held):
            await self._landing.land_page(page)
        for page in self._held:
            self._landing.plan_page(page)
        await self._landing.land_state(reached)

    def _reached(self, end: End) -> Reached:
        if end is End.REACHED_END:
            return Reached.END
        meets_known = end is End.LIMIT and self._newest_before in self._landing.pages.seen
        return Reached.KNOWN if end is End.OVERLAP or meets_known else Reached.NEITHER

    def _is_overlap(self, page: Page) -> bool:
        """Whether an earlier walk of this match type read on from here to the end.

        A page of known matches is not enough: a walk of another type may have landed them. So
        this walk must have met the newest match of the last complete one of its own type. A
        limited walk counts to its limit instead, so that it misses none that is still open.
        """
        context = self._landing.context
        return (
            context.options.max_matches is None
            and self._newest_before in self._landing.pages.seen
            and bool(page)
            and all(
                self._landing.is_landed(match) and is_final(context, match.match_id)
                for match in page
            )
        )
