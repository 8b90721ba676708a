"""Walks a player's history, newest first, and lands what it finds without leaving holes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from typing import Any

from ingest.api.client import PAGE_SIZE
from ingest.api.pacing import Withdrawn
from ingest.api.requester import RequestFailed
from ingest.payload.admit import Refused, elements
from ingest.payload.answers import document_in
from ingest.payload.facts import at, instant, uuid_text
from ingest.players import Player
from ingest.raw import Feed, Row
from ingest.run.context import RunContext
from ingest.run.fetch.match import PlannedMatch, is_final
from ingest.run.fetch.outcome import refused_for_now
from ingest.run.fetch.rows import blank_row, landed, settled
from ingest.run.walk.state import Reached, state_row, walk_state

MOST_PAGES = 4_000
"""A hundred thousand matches: no player has more, so a walk this long is going in circles."""

_FRUITLESS_PAGES = 2
_LOST_IN_A_ROW = 3


class End(Enum):
    """Why a walk stopped."""

    REACHED_END = auto()
    OVERLAP = auto()
    LIMIT = auto()
    LOST_PAGE = auto()
    INTERRUPTED = auto()
    PRIVATE = auto()


class PrivateHistory(Exception):
    """The player lets nobody see the list."""


@dataclass(frozen=True, slots=True)
class HistoryMatch:
    """One element of a page, verbatim, and the two facts we need of it."""

    match_id: str
    started_at: datetime | None
    text: str


class HistoryWalk:
    """One walk of one player.

    While no earlier walk of the player reached the end, pages land as they come. Once one did,
    the pages of a later walk land only when the walk has met what is known, oldest first: a
    crash in between leaves a newest part missing, which the next walk finds, never a hole.
    A full walk begins by forgetting that the end was ever reached.
    """

    def __init__(
        self,
        context: RunContext,
        player: Player,
        land: Callable[[list[Row]], Awaitable[None]],
        plan: Callable[[PlannedMatch], None],
    ) -> None:
        self._context = context
        self._player = player
        self._land = land
        self._plan = plan
        self._seen: dict[str, int] = {}
        """Matches met on the way, newest first, each with a hash of its entry."""
        self._anchor: str | None = None

    async def walk(self) -> End:
        """Walk until the end, the limit, or a page that is final and known."""
        if not self._may_ask():
            return End.PRIVATE
        before = await asyncio.to_thread(walk_state, self._context.store.root, self._player.xuid)
        state = before.get(self._context.options.match_type, {})
        self._anchor = state.get("newest_match_id")
        held: list[list[HistoryMatch]] | None = [] if state.get("complete") else None
        if held is not None and self._context.options.full:
            held = None
            await self._land_state(before, Reached.NEITHER)
        end = await self._read_pages(held)
        if end is End.PRIVATE:
            await self._land_refusal()
            return end
        meets_known = held is not None and self._anchor in self._seen
        reached = Reached.NEITHER
        if end is End.REACHED_END:
            reached = Reached.END
        elif end is End.OVERLAP or (end is End.LIMIT and meets_known):
            reached = Reached.KNOWN
        if held is not None and end is not End.INTERRUPTED:
            if reached is Reached.NEITHER:
                await self._land_state(before, reached)
            for page in reversed(held):
                await self._land_page(page)
            for page in held:
                self._plan_page(page)
        if end is not End.INTERRUPTED or held is None:
            await self._land_state(before, reached)
        return end

    @property
    def seen(self) -> list[str]:
        """Matches met on the way, newest first."""
        return list(self._seen)

    async def _read_pages(self, held: list[list[HistoryMatch]] | None) -> End:
        options = self._context.options
        start = fruitless = lost = lost_in_a_row = 0
        for _ in range(MOST_PAGES):
            if self._context.draining.is_set():
                return End.INTERRUPTED
            try:
                page, count = await self._page(start)
            except Withdrawn:
                return End.INTERRUPTED
            except PrivateHistory:
                return End.PRIVATE
            except (RequestFailed, Refused) as error:
                self._lose_page(start, error)
                lost += 1
                lost_in_a_row += 1
                if lost_in_a_row >= _LOST_IN_A_ROW:
                    return End.LOST_PAGE
                start += PAGE_SIZE
                continue
            start += count
            lost_in_a_row = 0
            left = None if options.max_matches is None else options.max_matches - len(self._seen)
            fresh = self._unseen(page)[:left]
            self._seen.update({match.match_id: hash(match.text) for match in fresh})
            fruitless = 0 if fresh else fruitless + 1
            if held is not None:
                held.append(fresh)
                if self._is_overlap(fresh):
                    return End.LOST_PAGE if lost else End.OVERLAP
            else:
                await self._land_page(fresh)
                self._plan_page(fresh)
            if options.max_matches is not None and len(self._seen) >= options.max_matches:
                return End.LOST_PAGE if lost else End.LIMIT
            if count < PAGE_SIZE:
                return End.LOST_PAGE if lost else End.REACHED_END
            if fruitless >= _FRUITLESS_PAGES:
                break
        self._lose_page(start, "the history repeats itself")
        return End.LOST_PAGE

    async def _page(self, start: int) -> tuple[list[HistoryMatch], int]:
        """The matches of a page, and how far the next page is away."""
        answer = await self._context.api.history(
            self._player.xuid, start, self._context.options.match_type
        )
        if answer.status == 403 and start == 0:
            raise PrivateHistory
        document = document_in(answer)
        results = at(document.value, "Results")
        if not isinstance(results, list):
            raise Refused("a history page without results")
        matches = []
        for one in elements(document, "Results"):
            match_id = uuid_text(at(one.value, "MatchId"))
            if match_id is None:
                self._lose_page(start, "an entry without a match id")
                continue
            started_at = instant(at(one.value, "MatchInfo", "StartTime"))
            matches.append(HistoryMatch(match_id, started_at, one.text))
        return matches, len(results)

    def _unseen(self, page: list[HistoryMatch]) -> list[HistoryMatch]:
        """The matches of a page that were not listed before; of two entries the first counts."""
        unseen: dict[str, HistoryMatch] = {}
        for match in page:
            first = unseen.setdefault(match.match_id, match)
            known = self._seen.get(match.match_id, hash(first.text))
            if known != hash(match.text):
                self._context.warnings.append(
                    f"the history of {self._player} lists match {match.match_id} twice, "
                    "with different facts; the first entry is kept"
                )
        return [match for match in unseen.values() if match.match_id not in self._seen]

    def _lose_page(self, start: int, why: object) -> None:
        self._context.lost_pages.append(f"history of {self._player} from match {start}: {why}")

    def _may_ask(self) -> bool:
        """Whether a list that was private may be looked for again."""
        xuid = self._player.xuid
        waits = self._context.store.ledger.is_open(Feed.HISTORY_WALKS, xuid)
        return not waits or self._context.wants_again(Feed.HISTORY_WALKS, xuid)

    def _is_overlap(self, page: list[HistoryMatch]) -> bool:
        """Whether an earlier walk of this match type went on from here to the end.

        A page of known matches is not enough: a walk of another type may have landed them. So
        this walk must have met the newest match of the last complete one of its own type. A
        limited walk counts to its limit instead, so that it misses none that is still open.
        """
        ledger = self._context.store.ledger
        return (
            self._context.options.max_matches is None
            and self._anchor in self._seen
            and bool(page)
            and all(
                ledger.is_settled(Feed.PLAYER_MATCHES, self._key(match))
                and is_final(self._context, match.match_id)
                for match in page
            )
        )

    def _key(self, match: HistoryMatch) -> str:
        return f"{self._player.xuid}:{match.match_id}"

    async def _land_page(self, page: list[HistoryMatch]) -> None:
        ledger = self._context.store.ledger
        unseen = [m for m in page if not ledger.is_settled(Feed.PLAYER_MATCHES, self._key(m))]
        blank = blank_row(self._context, Feed.PLAYER_MATCHES, "", self._player.xuid)
        await self._land([landed(replace(blank, key=self._key(m)), m.text) for m in unseen])

    def _plan_page(self, page: list[HistoryMatch]) -> None:
        for match in page:
            self._plan(PlannedMatch(match.match_id, self._player.xuid, match.started_at))

    async def _land_state(self, before: dict[str, Any], reached: Reached) -> None:
        row = state_row(self._context, self._player.xuid, before, self.seen, reached)
        if row is not None:
            await self._land([row])

    async def _land_refusal(self) -> None:
        """The player's list is private; the matches are found through those of others."""
        context, xuid = self._context, self._player.xuid
        blank = blank_row(context, Feed.HISTORY_WALKS, xuid, xuid)
        await self._land([settled(blank, refused_for_now(context.now()), 403)])
