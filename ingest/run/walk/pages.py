"""Requests the pages of a history, newest first, until one of the reasons of End is met."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from ingest.api.client import PAGE_SIZE
from ingest.api.pacing import Withdrawn
from ingest.api.requester import RequestFailed
from ingest.payload.admit import Refused, elements
from ingest.payload.answers import document_in
from ingest.payload.facts import at, instant, uuid_text
from ingest.players import Player
from ingest.run.context import RunContext
from ingest.run.walk.end import End

MOST_PAGES = 4_000
"""A hundred thousand matches: no player has more, so a longer walk never ends."""

_PAGES_WITHOUT_NEWS = 2
_LOST_IN_A_ROW = 3
_FROM_THE_LIST = (End.OVERLAP, End.LIMIT, End.REACHED_END)


class PrivateHistory(Exception):
    """The player does not share the list."""


@dataclass(frozen=True, slots=True)
class HistoryMatch:
    """One element of a page, verbatim, and the two facts that a run needs of it."""

    match_id: str
    started_at: datetime | None
    text: str


Page = list[HistoryMatch]


class HistoryPages:
    """The pages of one walk. Each match is passed on once, even if the list repeats it."""

    def __init__(self, context: RunContext, player: Player) -> None:
        self._context = context
        self._player = player
        self._entries: dict[str, int] = {}
        """Matches seen so far, newest first, each with a hash of its entry."""
        self._lost = 0
        self._lost_in_a_row = 0

    @property
    def seen(self) -> list[str]:
        """Matches seen so far, newest first."""
        return list(self._entries)

    async def read(self, take: Callable[[Page], Awaitable[bool]]) -> End:
        """Pass the new matches of each page to `take`, until it returns that no more are needed."""
        end = await self._read(take)
        return End.LOST_PAGE if self._lost and end in _FROM_THE_LIST else end

    async def _read(self, take: Callable[[Page], Awaitable[bool]]) -> End:
        start = pages_without_news = 0
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
                self._lose(start, error)
                if self._lost_in_a_row >= _LOST_IN_A_ROW:
                    return End.LOST_PAGE
                start += PAGE_SIZE
                continue
            self._lost_in_a_row = 0
            start += count
            new = self._new(page)
            if await take(new):
                return End.OVERLAP
            if self._room() == 0:
                return End.LIMIT
            if count < PAGE_SIZE:
                return End.REACHED_END
            pages_without_news = 0 if new else pages_without_news + 1
            if pages_without_news >= _PAGES_WITHOUT_NEWS:
                break
        self._report_lost(start, "the history repeats itself")
        return End.LOST_PAGE

    async def _page(self, start: int) -> tuple[Page, int]:
        """The matches of a page, and the number of entries on it."""
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
                self._report_lost(start, "an entry without a match id")
                continue
            started_at = instant(at(one.value, "MatchInfo", "StartTime"))
            matches.append(HistoryMatch(match_id, started_at, one.text))
        return matches, len(results)

    def _new(self, page: Page) -> Page:
        """The matches of a page that were not listed before; of two entries the first counts."""
        first: dict[str, HistoryMatch] = {}
        for match in page:
            kept = first.setdefault(match.match_id, match)
            if self._entries.get(match.match_id, hash(kept.text)) != hash(match.text):
                self._context.warnings.append(
                    f"the history of {self._player} lists match {match.match_id} twice, "
                    "with different facts; the first entry is kept"
                )
        new = [match for match in first.values() if match.match_id not in self._entries]
        new = new[: self._room()]
        self._entries.update({match.match_id: hash(match.text) for match in new})
        return new

    def _room(self) -> int | None:
        """How many more matches `--max-matches` allows; None without a limit."""
        limit = self._context.options.max_matches
        return None if limit is None else max(0, limit - len(self._entries))

    def _lose(self, start: int, why: object) -> None:
        self._lost += 1
        self._lost_in_a_row += 1
        self._report_lost(start, why)

    def _report_lost(self, start: int, why: object) -> None:
        self._context.lost_pages.append(f"history of {self._player} from match {start}: {why}")
