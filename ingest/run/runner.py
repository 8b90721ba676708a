"""Runs one ingest: walks and matches side by side, drained on request, landed batch by batch."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from ingest.api.pacing import Withdrawn
from ingest.errors import IngestError
from ingest.legacy.pending import migrated_matches
from ingest.players import Player
from ingest.raw import Feed, Row
from ingest.raw.our_documents import tracked_players, tracked_players_row
from ingest.raw.reading import known_matches
from ingest.run.committer import WINDOW, Committer, FinishedMatch
from ingest.run.context import RunContext
from ingest.run.fetch.assets import Assets
from ingest.run.fetch.daily import daily_rows
from ingest.run.fetch.isolation import unless_unexpected
from ingest.run.fetch.match import (
    FetchedMatch,
    LandedStats,
    PlannedMatch,
    fetch_match,
    is_final,
    open_feeds,
)
from ingest.run.fetch.rows import blank_row, failed
from ingest.run.retry import retried_matches, retried_walks
from ingest.run.walk.history_walk import End, HistoryWalk
from ingest.run.walk.left_open import left_open

_DRAIN_SECONDS = 5.0


class Runner:
    """The plan of one run and the tasks that carry it out."""

    def __init__(self, context: RunContext, players: Sequence[Player]) -> None:
        self._context = context
        self._players = players
        self._committer = Committer(context)
        self._assets = Assets(context)
        self._landed_stats = LandedStats(context)
        self._queue: asyncio.Queue[PlannedMatch | None] = asyncio.Queue()
        self._planned: set[str] = set()
        self._known: dict[str, list[str]] = {}
        self._tracked: dict[str, Player] = {}
        self._tracking = asyncio.Lock()

    async def run(self) -> None:
        """Everything there is to do, or as much of it as can be done before draining ends."""
        root = self._context.store.root
        self._known = await asyncio.to_thread(known_matches, root)
        self._tracked = {player.xuid: player for player in tracked_players(root)}
        self._say_what_is_done()
        work = asyncio.create_task(self._work())
        drain = asyncio.create_task(self._context.draining.wait())
        showing = asyncio.create_task(self._context.progress.keep_showing())
        await asyncio.wait({work, drain}, return_when=asyncio.FIRST_COMPLETED)
        drain.cancel()
        if not work.done():
            self._context.api.withdraw()
            await asyncio.wait({work}, timeout=_DRAIN_SECONDS)
            work.cancel()
        try:
            with suppress(asyncio.CancelledError):
                await work
        except BaseExceptionGroup as group:
            raise _first_known(group) from None
        finally:
            await self._committer.flush()
            showing.cancel()

    async def _work(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._look_daily())
            workers = [tasks.create_task(self._fetch_planned()) for _ in range(WINDOW)]
            if self._context.options.retried:
                await self._plan_retried()
            elif self._context.options.walks_history:
                async with asyncio.TaskGroup() as walks:
                    for player in self._players:
                        walks.create_task(self._walk(player))
                await self._plan_migrated()
            for _ in workers:
                self._queue.put_nowait(None)

    async def _look_daily(self) -> None:
        await self._committer.land(await daily_rows(self._context, self._players))
        await self._committer.land(await self._assets.due_rows())

    async def _walk(self, player: Player) -> None:
        walk = HistoryWalk(self._context, player, self._committer.land, self._plan)
        end = await unless_unexpected(
            self._context, walk.walk, lambda reason: self._lose_history(player, reason)
        )
        if end is End.PRIVATE:
            self._context.progress.say(
                f"the history of {player} is private; matches with other tracked players are found "
                "through theirs (`ingest retry --status forbidden` looks again at once)"
            )
        if end in (End.LOST_PAGE, End.INTERRUPTED):
            return
        await self._track(player)
        for match_id in await asyncio.to_thread(self._left_open, player, set(walk.seen)):
            self._plan(PlannedMatch(match_id, player.xuid))
        self._note_known(player)

    def _lose_history(self, player: Player, reason: str) -> End:
        self._context.lost_pages.append(f"history of {player}: {reason}")
        return End.LOST_PAGE

    async def _plan_migrated(self) -> None:
        """What the old application knew is asked for, whatever the histories still show."""
        if self._context.options.max_matches is not None:
            return
        xuids = [player.xuid for player in self._players]
        for match in await asyncio.to_thread(migrated_matches, self._context.store.root):
            if requested_for := match.requested_for(xuids):
                self._plan(PlannedMatch(match.match_id, requested_for, match.started_at))

    async def _plan_retried(self) -> None:
        for player in retried_walks(self._context, self._players):
            await self._walk(player)
        for match in await asyncio.to_thread(retried_matches, self._context):
            self._plan(match)

    def _left_open(self, player: Player, seen: set[str]) -> list[str]:
        return left_open(self._context, player.xuid, self._known.get(player.xuid, []), seen)

    def _note_known(self, player: Player) -> None:
        """Count what needs no request, also where the walk stopped before it."""
        if self._context.options.max_matches is not None:
            return
        known = set(self._known.get(player.xuid, [])) - self._planned
        self._context.known_skipped |= {one for one in known if is_final(self._context, one)}

    async def _track(self, player: Player) -> None:
        """A player whose walk came through is tracked from here on, under the newest gamertag."""
        async with self._tracking:
            self._tracked[player.xuid] = player
            rows = tracked_players_row(self._context.store, self._tracked.values())
            await self._committer.land(rows)

    def _plan(self, match: PlannedMatch) -> None:
        if match.match_id in self._planned:
            return
        if open_feeds(self._context, match.match_id):
            self._planned.add(match.match_id)
            self._context.progress.planned()
            self._queue.put_nowait(match)
            if self._context.is_settled(Feed.MATCH_STATS, match.match_id):
                self._landed_stats.expect(match.match_id)
        elif is_final(self._context, match.match_id):
            self._context.known_skipped.add(match.match_id)

    async def _fetch_planned(self) -> None:
        while (match := await self._queue.get()) is not None:
            await self._committer.open_match()
            try:
                fetched = await self._fetch(match)
            except Withdrawn:
                self._committer.drop_match()
                return
            self._context.progress.detail(_describe(match, fetched.rows))
            finished = FinishedMatch(fetched.rows, fetched.xuids, match.requested_for)
            await self._committer.close_match(finished)

    async def _fetch(self, match: PlannedMatch) -> FetchedMatch:
        context, wanted = self._context, open_feeds(self._context, match.match_id)
        blanks = [blank_row(context, one, match.match_id, match.requested_for) for one in wanted]
        return await unless_unexpected(
            context,
            partial(fetch_match, context, self._assets, self._landed_stats, match),
            lambda reason: FetchedMatch([failed(blank, reason) for blank in blanks]),
        )

    def _say_what_is_done(self) -> None:
        """An interrupted run that goes on says so first."""
        if self._context.options.retried:
            return
        known = {one for player in self._players for one in self._known.get(player.xuid, [])}
        done = sum(is_final(self._context, match_id) for match_id in known)
        if 0 < done < len(known):
            self._context.progress.say(f"resuming: {done:,} of {len(known):,} done")


def _describe(match: PlannedMatch, rows: Sequence[Row]) -> str:
    outcomes = ", ".join(f"{row.feed.value} {row.status.value}" for row in rows)
    return f"{match.match_id}: {outcomes or 'nothing to ask'}"


def _first_known(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error that ended the run, out of the task groups it came through."""
    for error in group.exceptions:
        found = _first_known(error) if isinstance(error, BaseExceptionGroup) else error
        if isinstance(found, IngestError):
            return found
    first = group.exceptions[0]
    return _first_known(first) if isinstance(first, BaseExceptionGroup) else first
