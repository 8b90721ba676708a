"""Carries out a plan: requests matches side by side, stops on request, lands batch by batch."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial

from ingest.api.pacing import Withdrawn
from ingest.errors import IngestError
from ingest.players import Player
from ingest.raw import Feed, Row, Status
from ingest.raw.histories import known_matches
from ingest.raw.rounds import ShardPhase
from ingest.run.committer import WINDOW, Committer
from ingest.run.context import RunContext
from ingest.run.fetch.asset_names import land_asset_names
from ingest.run.fetch.assets import Assets
from ingest.run.fetch.daily import daily_rows
from ingest.run.fetch.film_archive import keep_whole_films, keeps_whole_films
from ingest.run.fetch.isolation import unless_unexpected
from ingest.run.fetch.landed_documents import LandedDocuments
from ingest.run.fetch.match import FetchedMatch, fetch_match
from ingest.run.fetch.rows import blank_row, failed
from ingest.run.planned import PlannedMatch, open_feeds
from ingest.run.planner import Planner
from ingest.run.shards.follower import Follower

_DRAIN_SECONDS = 5.0


class Runner:
    """The tasks of one run."""

    def __init__(self, context: RunContext, players: Sequence[Player]) -> None:
        self._context = context
        self._players = players
        self._committer = Committer(context)
        self._planner = Planner(context, players, self._committer.land, self._enqueue)
        self._assets = Assets(context)
        self._documents = LandedDocuments(context)
        self._queue: asyncio.Queue[PlannedMatch | None] = asyncio.Queue()

    async def run(self) -> None:
        """Everything there is to do, or as much of it as can be done before draining ends."""
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
            await self._committer.stop()
            showing.cancel()

    async def _work(self) -> None:
        if self._context.options.finds_keys_of_others:
            await self._work_beside_others()
        else:
            await self._fetch_matches(self._plan)
            await self._name_assets()
            await self._keep_whole_films()

    async def _work_beside_others(self) -> None:
        """As one of several shards: a key may be found by each, and is requested by one."""
        follower = Follower(
            self._context,
            self._players,
            self._planner.plan_match,
            self._committer.land,
            self._assets,
        )
        find: Callable[[], Awaitable[None]] = partial(self._plan_beside_others, follower)
        while True:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(follower.follow_matches())
                await self._fetch_matches(find)
                follower.enter(ShardPhase.NAMED_IN_MATCHES)
            await self._name_assets()
            await self._keep_whole_films()
            if await follower.has_finished():
                return
            find = follower.follow_histories

    async def _plan(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._fetch_daily())
            await self._planner.plan()

    async def _plan_beside_others(self, follower: Follower) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(follower.follow_histories())
            await self._plan()
            follower.enter(ShardPhase.MATCHES)

    async def _fetch_matches(self, find: Callable[[], Awaitable[None]]) -> None:
        """Request the matches that are found, until no more of them are found."""
        async with asyncio.TaskGroup() as tasks:
            workers = [tasks.create_task(self._fetch_planned()) for _ in range(WINDOW)]
            await find()
            for _ in workers:
                self._queue.put_nowait(None)
        await self._committer.finish()

    async def _name_assets(self) -> None:
        """After the matches, which name the assets."""
        if Feed.ASSET_NAMES in self._context.options.feeds:
            await self._committer.flush()
            await land_asset_names(self._context, self._committer.land)

    async def _fetch_daily(self) -> None:
        await self._committer.land(await daily_rows(self._context, self._players))
        await self._committer.land(await self._assets.due_rows())

    async def _keep_whole_films(self) -> None:
        """After the matches, because the chunks lie where manifests say."""
        options = self._context.options
        if keeps_whole_films(options):
            await self._committer.flush()
            among = await asyncio.to_thread(self._matches_in_limit)
            await keep_whole_films(self._context, self._committer.land, among)

    def _matches_in_limit(self) -> set[str] | None:
        """The matches of a limited run, also those that an earlier one has completed."""
        limit = self._context.options.max_matches
        if limit is None:
            return None
        known = known_matches(self._context.store.root)
        return {one for player in self._players for one in known.get(player.xuid, [])[:limit]}

    def _enqueue(self, match: PlannedMatch) -> None:
        self._context.progress.planned()
        self._queue.put_nowait(match)
        if open_feeds(self._context, match.match_id) == [Feed.FILM_MANIFESTS]:
            return
        for feed in (Feed.MATCH_STATS, Feed.FILM_MANIFESTS):
            if self._context.store.ledger.status(feed, match.match_id) is Status.OK:
                self._documents.expect(feed, match.match_id)

    async def _fetch_planned(self) -> None:
        while (match := await self._queue.get()) is not None:
            await self._committer.open_match()
            try:
                fetched = await self._fetch(match)
            except Withdrawn:
                self._committer.drop_match()
                return
            self._context.progress.detail(_describe(match, fetched.rows))
            await self._committer.close_match(fetched)

    async def _fetch(self, match: PlannedMatch) -> FetchedMatch:
        context, wanted = self._context, open_feeds(self._context, match.match_id)
        blanks = [blank_row(context, one, match.match_id, match.requested_for) for one in wanted]
        return await unless_unexpected(
            context,
            partial(fetch_match, context, self._assets, self._documents, match),
            lambda reason: FetchedMatch(
                match.requested_for, [failed(blank, reason) for blank in blanks]
            ),
        )


def _describe(match: PlannedMatch, rows: Sequence[Row]) -> str:
    outcomes = ", ".join(f"{row.feed.value} {row.status.value}" for row in rows)
    return f"{match.match_id}: {outcomes or 'nothing to request'}"


def _first_known(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error that ended the run, out of the task groups it came through."""
    for error in group.exceptions:
        found = _first_known(error) if isinstance(error, BaseExceptionGroup) else error
        if isinstance(found, IngestError):
            return found
    first = group.exceptions[0]
    return _first_known(first) if isinstance(first, BaseExceptionGroup) else first
