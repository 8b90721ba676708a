"""Finds the matches that a run requests. A run and `--dry-run` use the same planner."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from ingest.legacy.pending import migrated_matches
from ingest.players import Player
from ingest.raw import Feed, Row
from ingest.raw.histories import known_matches
from ingest.raw.our_documents import tracked_players, tracked_players_row
from ingest.raw.reading import requesters
from ingest.run.context import RunContext
from ingest.run.fetch.film_manifest import matches_that_may_lack_manifests
from ingest.run.fetch.isolation import unless_unexpected
from ingest.run.newest_first import newest_first
from ingest.run.planned import PlannedMatch, is_final, open_feeds
from ingest.run.retry_command import retried_matches, retried_walks
from ingest.run.walk.end import End
from ingest.run.walk.history import HistoryWalk
from ingest.run.walk.left_open import left_open


class Planner:
    """The plan of one run: `request` is called once for each match that has an open feed."""

    def __init__(
        self,
        context: RunContext,
        players: Sequence[Player],
        land: Callable[[list[Row]], Awaitable[None]],
        request: Callable[[PlannedMatch], None],
    ) -> None:
        self._context = context
        self._players = players
        self._land = land
        self._request = request
        self._planned: set[str] = set()
        self._known: dict[str, list[str]] = {}
        self._tracked: dict[str, Player] = {}
        self._tracking = asyncio.Lock()

    async def plan(self) -> None:
        """Walk the histories, or read what `ingest retry` names from the raw layer."""
        root = self._context.store.root
        known = await asyncio.to_thread(known_matches, root)
        self._known = {xuid: [*filter(self._context.owns, ones)] for xuid, ones in known.items()}
        self._tracked = {player.xuid: player for player in tracked_players(root)}
        if self._context.options.retried:
            await self._plan_retried()
        elif self._context.options.walks_history:
            self._report_resumption()
            async with asyncio.TaskGroup() as walks:
                for player in self._players:
                    if self._context.owns(player.xuid):
                        walks.create_task(self._walk(player))
                    else:
                        walks.create_task(self._plan_left_open(player, set()))
            await self._plan_legacy()
            await self._plan_manifests()

    async def _walk(self, player: Player) -> None:
        walk = HistoryWalk(self._context, player, self._land, self.plan_match)
        end = await unless_unexpected(
            self._context, walk.walk, lambda reason: self._lose_history(player, reason)
        )
        if end is End.PRIVATE:
            self._context.private_histories.append(str(player))
            self._context.progress.say(
                f"the history of {player} is private; matches with other tracked players are found "
                "through theirs (`ingest retry --status forbidden` requests it again at once)"
            )
        if end in (End.LOST_PAGE, End.INTERRUPTED):
            return
        if not self._context.options.shard.is_part:  # else one shard tracks for all
            await self._track(player)
        await self._plan_left_open(player, set(walk.seen))

    async def _plan_left_open(self, player: Player, seen: set[str]) -> None:
        """Plan known matches that the walk has not met, or that another shard walks over."""
        known = self._known.get(player.xuid, [])
        open_ones = await asyncio.to_thread(left_open, self._context, player.xuid, known, seen)
        for match_id in open_ones:
            self.plan_match(PlannedMatch(match_id, player.xuid))
        self._note_known(known)

    def _lose_history(self, player: Player, reason: str) -> End:
        self._context.lost_pages.append(f"history of {player}: {reason}")
        return End.LOST_PAGE

    async def _track(self, player: Player) -> None:
        """A player whose walk succeeded is tracked from now on, under the newest gamertag."""
        async with self._tracking:
            self._tracked[player.xuid] = player
            await self._land(tracked_players_row(self._context.store, self._tracked.values()))

    async def _plan_legacy(self) -> None:
        """Matches of the old application are requested even if no history shows them any more."""
        if self._context.options.max_matches is not None:
            return
        xuids = [player.xuid for player in self._players]
        for match in await asyncio.to_thread(migrated_matches, self._context.store.root):
            if requested_for := match.requested_for(xuids):
                self.plan_match(PlannedMatch(match.match_id, requested_for, match.started_at))

    async def _plan_manifests(self) -> None:
        """Films of before have no manifest yet. It is asked for once, while the film exists."""
        if self._context.options.max_matches is not None:
            return
        mine = {one for player in self._players for one in self._known.get(player.xuid, [])}
        others = {one for known in self._known.values() for one in known} - mine - self._planned
        lacking = filter(self._context.owns, matches_that_may_lack_manifests(self._context))
        open_ones = set(lacking) - others - self._planned
        if not open_ones:
            return
        self._context.progress.say(
            f"{len(open_ones):,} films were fetched before manifests were kept; "
            "their manifests are asked for once"
        )
        root = self._context.store.root
        ordered = await asyncio.to_thread(newest_first, root, open_ones)
        asked_for = await asyncio.to_thread(requesters, root, Feed.MATCH_FILM, [*open_ones])
        for match_id, started_at in ordered:
            self.plan_match(PlannedMatch(match_id, asked_for.get(match_id), started_at))

    async def _plan_retried(self) -> None:
        for player in retried_walks(self._context, self._players):
            await self._walk(player)
        for match in await asyncio.to_thread(retried_matches, self._context):
            self.plan_match(match)

    def plan_match(self, match: PlannedMatch) -> None:
        """Request a match if it is open and this shard's."""
        if match.match_id in self._planned or not self._context.owns(match.match_id):
            return
        if open_feeds(self._context, match.match_id):
            self._planned.add(match.match_id)
            self._request(match)
        elif is_final(self._context, match.match_id):
            self._context.known_skipped.add(match.match_id)

    def _note_known(self, known: Sequence[str]) -> None:
        """Count what needs no request, also where the walk stopped before it."""
        if self._context.options.max_matches is not None:
            return
        found = set(known) - self._planned
        self._context.known_skipped |= {one for one in found if is_final(self._context, one)}

    def _report_resumption(self) -> None:
        """A run that continues an interrupted one reports that first."""
        known = {one for player in self._players for one in self._known.get(player.xuid, [])}
        done = sum(is_final(self._context, match_id) for match_id in known)
        if 0 < done < len(known):
            self._context.progress.say(f"resuming: {done:,} of {len(known):,} done")
