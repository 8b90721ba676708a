"""One walk through the history of a player."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from ingest.players import Player
from ingest.raw import Feed, Row
from ingest.raw.walks import walk_state
from ingest.run.context import RunContext
from ingest.run.fetch.outcome import refused_for_now
from ingest.run.fetch.rows import blank_row, settled
from ingest.run.planned import PlannedMatch
from ingest.run.walk.end import End
from ingest.run.walk.pages import HistoryPages
from ingest.run.walk.state import Reached
from ingest.run.walk.strategies import FirstWalk, Landing, LaterWalk, Strategy


class HistoryWalk:
    """Chooses the strategy of a walk, and carries it out."""

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
        self._pages = HistoryPages(context, player)

    @property
    def seen(self) -> list[str]:
        """Matches seen on the way, newest first."""
        return self._pages.seen

    async def walk(self) -> End:
        """Walk until the end, the limit, or a page that is final and known."""
        if not self._may_request():
            return End.PRIVATE
        strategy = await self._strategy()
        end = await self._pages.read(strategy.take)
        if end is End.PRIVATE:
            await self._land_refusal()
        else:
            await strategy.finish(end)
        return end

    async def _strategy(self) -> Strategy:
        context, xuid = self._context, self._player.xuid
        before = await asyncio.to_thread(walk_state, context.store.root, xuid)
        landing = Landing(context, self._player, self._pages, before, self._land, self._plan)
        state = before.get(context.options.match_type, {})
        if not state.get("complete"):
            return FirstWalk(landing)
        if context.options.full:
            # until this walk reaches the end, the next one must not rely on an earlier end
            await landing.land_state(Reached.NEITHER)
            return FirstWalk(landing)
        return LaterWalk(landing, state.get("newest_match_id"))

    def _may_request(self) -> bool:
        """Whether a list that was private may be requested again."""
        xuid = self._player.xuid
        was_refused = self._context.store.ledger.is_open(Feed.HISTORY_WALKS, xuid)
        return not was_refused or self._context.wants_again(Feed.HISTORY_WALKS, xuid)

    async def _land_refusal(self) -> None:
        """The player's list is private; the matches are found through those of others."""
        context, xuid = self._context, self._player.xuid
        blank = blank_row(context, Feed.HISTORY_WALKS, xuid, xuid)
        await self._land([settled(blank, refused_for_now(context.now()), 403)])
