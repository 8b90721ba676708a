"""Puts a run together: players, session, store, demo server. The only way in from the cli."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain, permutations
from pathlib import Path

from yarl import URL

from ingest.api.client import HaloApi
from ingest.api.credentials import Tokens
from ingest.api.endpoints import Endpoint
from ingest.api.pacing import Pacer
from ingest.api.session import open_session
from ingest.demo.server import DemoServer
from ingest.demo.world import World
from ingest.disk.files import Files
from ingest.disk.mount import warn_of_mount
from ingest.errors import UsageError
from ingest.film.pool import FilmDecoders
from ingest.players import Player
from ingest.raw.our_documents import (
    claim_for_demo,
    friends_row,
    refuse_demo_directory,
    time_zones_row,
    tracked_players,
)
from ingest.raw.ready import check_ready
from ingest.raw.row import Row
from ingest.raw.store import RawStore, open_for_writing
from ingest.run.context import RunContext
from ingest.run.estimate import Estimate, estimate
from ingest.run.fetch.film_archive import WHOLE_FILMS, keeps_whole_films
from ingest.run.fetch.rows import changed_or_not
from ingest.run.options import RunOptions
from ingest.run.progress import Progress
from ingest.run.reopen import reopen_keys_of_damaged_segments
from ingest.run.resolve import Resolved, resolve_players
from ingest.run.runner import Runner
from ingest.run.summary import Summary, summarise
from ingest.settings import Settings
from ingest.sign_in.account import AnyAccount
from ingest.sign_in.signed_in import open_credentials
from ingest.signals import draining_on_signals

DEMO_WORLD = {"seed": 7, "players": 4, "matches": 250}
_DEMO_TOKENS = Tokens("demo", "demo")


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What the command line asked for, with everything that was checked already."""

    settings: Settings
    options: RunOptions
    names: Sequence[str]
    account: AnyAccount
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Connection:
    """The API to ask, the players to ask for, and whose friend is who."""

    api: HaloApi
    entries: Sequence[str]
    """Players of ingest.toml and tracked ones; an unknown one does not end the run."""
    names: Sequence[str]
    """Players of the command line instead."""
    friends: Sequence[tuple[str, str]]

    async def resolve(self, root: Path) -> Resolved:
        """Everybody named, friends too."""
        resolved = await resolve_players(
            self.api, root, [*self.entries, *chain(*self.friends)], self.names
        )
        wrong = [resolved.unknown[name] for name in self.names if name in resolved.unknown]
        if wrong or not self.players(resolved):
            raise UsageError("; ".join(wrong or resolved.unknown.values()))
        return resolved

    def players(self, resolved: Resolved) -> list[Player]:
        """Those to fetch for."""
        return resolved.players(self.names or self.entries)

    def unknown_players(self, resolved: Resolved) -> tuple[str, ...]:
        """Why a player to fetch for is not among them."""
        wanted = dict.fromkeys(self.names or self.entries)
        return tuple(resolved.unknown[name] for name in wanted if name in resolved.unknown)

    def unknown_friends(self, resolved: Resolved) -> tuple[str, ...]:
        """Why a name under [friends] has no player."""
        wanted = {*(self.names or self.entries)}
        return tuple(why for name, why in resolved.unknown.items() if name not in wanted)

    def befriended(self, resolved: Resolved) -> list[tuple[Player, Player]]:
        """Player and friend; a player named both ways has the friends of both."""
        known = resolved.by_name
        return [
            (known[one], known[other])
            for one, other in self.friends
            if one in known and other in known
        ]


@asynccontextmanager
async def connected(request: RunRequest) -> AsyncIterator[Connection]:
    """The demo brings its API, players and friends with it."""
    if request.demo:
        world = World(**DEMO_WORLD)
        everybody = [player.xuid for player in world.players]
        async with (
            DemoServer(world) as server,
            open_session(_DEMO_TOKENS, URL(server.url)) as session,
        ):
            api = HaloApi(session, Pacer(request.settings.rates))
            friends = list(permutations(everybody, 2))
            yield Connection(api, everybody, request.names, friends)
        return
    settings = request.settings
    tracked = tracked_players(settings.raw_dir)
    entries = [entry.name for entry in settings.players]
    friends = [(name, other) for name, others in settings.friends.items() for other in others]
    everybody = [*entries, *(player.xuid for player in tracked)]
    if not request.names and not everybody:
        raise UsageError(
            "no players yet: add one with `ingest players add GAMERTAG`, name one with "
            "--player, or try `ingest run --demo`"
        )
    async with signed_in_api(settings, request.account) as api:
        yield Connection(api, everybody if not request.names else [], request.names, friends)


@asynccontextmanager
async def signed_in_api(settings: Settings, account: AnyAccount) -> AsyncIterator[HaloApi]:
    """The real API; signing in is paced and counted like any endpoint."""
    pacer = Pacer(settings.rates)
    requests: Counter[Endpoint] = Counter()

    async def turn() -> None:
        await pacer.turn(Endpoint.AUTH)
        requests[Endpoint.AUTH] += 1

    async with (
        open_credentials(account, settings.api_url, turn) as credentials,
        open_session(credentials, settings.api_url) as session,
    ):
        yield HaloApi(session, pacer, requests)


async def look_up(settings: Settings, account: AnyAccount, name: str) -> Player:
    """The player whom the API knows by this name."""
    async with signed_in_api(settings, account) as api:
        resolved = await resolve_players(api, settings.raw_dir, [], [name])
    if name in resolved.unknown:
        raise UsageError(resolved.unknown[name])
    return resolved.by_name[name]


async def run(request: RunRequest, progress: Progress, files: Files | None = None) -> Summary:
    """Land everything the request wants."""
    started = time.monotonic()
    check_ready(request.settings.raw_dir, files)
    async with connected(request) as connection:
        api = connection.api
        resolved = await connection.resolve(request.settings.raw_dir)
        raw_dir = request.settings.raw_dir
        with open_for_writing(raw_dir, files=files) as store, FilmDecoders() as decoders:
            if request.demo:
                store.commit(claim_for_demo(store, DEMO_WORLD))
            else:
                refuse_demo_directory(store)
            api.report_to(progress.say)
            warn_of_mount(store.root)
            reopen_keys_of_damaged_segments(store)
            context = RunContext(api, store, decoders, request.options, progress, _now)
            store.commit([changed_or_not(context, row) for row in resolved.rows])
            store.commit(friends_row(store, connection.befriended(resolved)))
            store.commit(_time_zones(store, request.settings, resolved))
            context.unknown_players += connection.unknown_players(resolved)
            context.unknown_friends += connection.unknown_friends(resolved)
            context.warnings += resolved.notes
            for line in (*resolved.unknown.values(), *resolved.notes):
                progress.say(line)
            if keeps_whole_films(request.options) and not request.options.retried:
                progress.say(WHOLE_FILMS)
            with draining_on_signals(context.draining, progress) as interruption, progress:
                await Runner(context, connection.players(resolved)).run()
            seconds = time.monotonic() - started
            return summarise(store, api, context, seconds, interruption.signal)


async def dry_run(request: RunRequest) -> Estimate:
    """What a run would ask for. Histories are walked, nothing is written."""
    async with connected(request) as connection:
        resolved = await connection.resolve(request.settings.raw_dir)
        players = connection.players(resolved)
        found = await estimate(connection.api, request.settings, request.options, players)
        return replace(
            found,
            unknown_players=connection.unknown_players(resolved),
            unknown_friends=connection.unknown_friends(resolved),
            warnings=(*resolved.notes, *found.warnings),
        )


def _time_zones(store: RawStore, settings: Settings, resolved: Resolved) -> list[Row]:
    """The zones of ingest.toml. With --player, and if a name is unknown, others keep theirs."""
    found = {
        resolved.by_name[entry.name].xuid: entry.timezone
        for entry in settings.players
        if entry.name in resolved.by_name
    }
    is_complete = all(entry.name in resolved.by_name for entry in settings.players)
    return time_zones_row(store, settings.timezone, found, is_complete=is_complete)


def _now() -> datetime:
    return datetime.now(UTC)
