"""Finds the keys of one shard in what all shards land."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from ingest.payload.facts import MatchFacts, instant, match_facts
from ingest.players import Player
from ingest.raw import Feed, Row
from ingest.raw.arrivals import Arrivals
from ingest.raw.our_documents import TRACKED_PLAYERS, tracked_players, tracked_players_row
from ingest.raw.reading import read_columns
from ingest.raw.rounds import ShardPhase, current_round
from ingest.raw.walks import walked
from ingest.run.context import RunContext
from ingest.run.fetch.assets import Assets
from ingest.run.fetch.profiles import PlayersSeen
from ingest.run.planned import PlannedMatch
from ingest.run.shards.peers import Peers

Land = Callable[[list[Row]], Awaitable[None]]


class _Seen(NamedTuple):
    """What the stats of a match name, and the player whose history led to the match."""

    requested_for: str | None
    facts: MatchFacts


class Follower:
    """Looks again and again at what has landed, until no other shard can land more of it."""

    def __init__(
        self,
        context: RunContext,
        players: Sequence[Player],
        plan: Callable[[PlannedMatch], None],
        land: Land,
        assets: Assets,
    ) -> None:
        self._context = context
        self._players = {player.xuid: player for player in players}
        self._plan = plan
        self._land = land
        self._assets = assets
        self._players_seen = PlayersSeen(context)
        root = context.store.root
        this_round = current_round(root)
        self._histories = Arrivals(root, Feed.PLAYER_MATCHES, this_round)
        self._walks = Arrivals(root, Feed.HISTORY_WALKS, this_round)
        self._stats = Arrivals(root, Feed.MATCH_STATS, this_round)
        self._peers = Peers(context)
        self._phase = ShardPhase.HISTORIES
        self._has_tracked = False  # also for walks of a round in which this shard was dead
        self._says_that_it_waits = False

    def enter(self, phase: ShardPhase) -> None:
        """This shard has completed what came before, unless it was asked to stop."""
        if self._context.draining.is_set():
            return
        self._peers.enter(phase)
        self._phase = phase

    async def follow_histories(self) -> None:
        """Plan matches until every history is walked, by whichever shard."""
        await self._follow(ShardPhase.HISTORIES, self._look_at_histories)

    async def follow_matches(self) -> None:
        """Request what matches name until the last match has landed."""
        try:
            await self._follow(ShardPhase.MATCHES, self._look_at_matches)
            await self._land(await self._players_seen.rest())
        finally:
            await self._land(self._players_seen.reminders())

    async def has_finished(self) -> bool:
        """Whether this run may end. If not, another shard came back and lands more."""
        if self._context.draining.is_set() or await self._peers.finish():
            return True
        self._phase = ShardPhase.MATCHES
        return False

    async def _follow(self, phase: ShardPhase, look: Callable[[], Awaitable[None]]) -> None:
        while not self._context.draining.is_set():
            is_done = self._phase > phase
            is_last = is_done and await asyncio.to_thread(self._peers.are_past, phase)
            await look()  # also once after it is known that nothing more lands
            if is_last:
                return
            if is_done and not self._says_that_it_waits:
                self._says_that_it_waits = True
                self._context.progress.say("this shard is waiting for what the others find")
            await self._peers.rest()

    async def _look_at_histories(self) -> None:
        for match in await asyncio.to_thread(self._matches_found):
            self._plan(match)
        if self._context.owns(TRACKED_PLAYERS) and (self._walks.take() or not self._has_tracked):
            await self._track()

    def _matches_found(self) -> list[PlannedMatch]:
        found = []
        start = pl.col("payload").str.json_path_match("$.MatchInfo.StartTime").alias("start")
        if paths := self._histories.take():
            for key, text in read_columns(paths, "key", start).iter_rows():
                xuid, _, match_id = key.partition(":")
                if xuid in self._players and self._context.owns(match_id):
                    found.append(PlannedMatch(match_id, xuid, instant(text)))
        return found

    async def _track(self) -> None:
        """Who was walked is tracked from now on; one shard writes this, for all of them."""
        root = self._context.store.root
        complete = await asyncio.to_thread(walked, root, self._context.options.match_type)
        tracked = {player.xuid: player for player in tracked_players(root)}
        tracked |= {xuid: self._players[xuid] for xuid in complete & {*self._players}}
        await self._land(tracked_players_row(self._context.store, tracked.values()))
        self._has_tracked = True

    async def _look_at_matches(self) -> None:
        for path in self._stats.take():
            matches = await asyncio.to_thread(_seen_in, path)
            asked = [self._assets.rows(one.facts.assets, one.requested_for) for one in matches]
            rows = [row for found in await asyncio.gather(*asked) for row in found]
            if self._context.owns(Feed.PROFILES):
                seen = {xuid: one.requested_for for one in matches for xuid in one.facts.xuids}
                rows += await self._players_seen.rows(seen)
            await self._land(rows)


def _seen_in(path: Path) -> list[_Seen]:
    rows = read_columns([path], "payload", "requested_for").drop_nulls("payload")
    return [_Seen(asked_for, match_facts(json.loads(text))) for text, asked_for in rows.iter_rows()]
