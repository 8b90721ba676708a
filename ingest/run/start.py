"""Puts a run together: players, session, store, demo server. The only way in from the cli."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
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
from ingest.errors import UsageError
from ingest.film.pool import FilmDecoders
from ingest.players import Player
from ingest.raw.files import Files
from ingest.raw.mount import warn_of_mount
from ingest.raw.ready import check_ready
from ingest.raw.store import open_for_writing
from ingest.run.context import RunContext
from ingest.run.estimate import Estimate, estimate
from ingest.run.heal import heal_what_was_set_aside
from ingest.run.options import RunOptions
from ingest.run.progress import Progress
from ingest.run.resolve import Resolved, resolve_players
from ingest.run.rows import changed_or_not
from ingest.run.runner import Runner
from ingest.run.signals import draining_on_signals
from ingest.run.summary import Summary, summarise
from ingest.run.tracking import (
    claim_for_demo,
    friends_row,
    refuse_demo_directory,
    tracked_players,
)
from ingest.settings import Settings
from ingest.sign_in.account import AnyAccount
from ingest.sign_in.signed_in import open_credentials

DEMO_WORLD = {"seed": 7, "players": 4, "matches": 250}
_DEMO_TOKENS = Tokens("demo", "demo")


@dataclass(frozen=True, slots=True)
class Request:
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
    names: Sequence[str]
    friends: Sequence[tuple[str, str]]

    async def resolve(self, root: Path) -> Resolved:
        """Everybody named, friends too."""
        return await resolve_players(self.api, root, chain(self.names, *self.friends))

    def befriended(self, resolved: Resolved) -> list[tuple[Player, Player]]:
        """Player and friend; a player named both ways has the friends of both."""
        return [(resolved.by_name[one], resolved.by_name[other]) for one, other in self.friends]


@asynccontextmanager
async def connected(request: Request) -> AsyncIterator[Connection]:
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
            yield Connection(api, request.names or everybody, friends)
        return
    settings = request.settings
    tracked = tracked_players(settings.raw_dir)
    # who is tracked under a configured gamertag stays that player, whoever bears it by now
    known = {str(player).casefold(): player.xuid for player in tracked}
    configured = [known.get(entry.name.casefold(), entry.name) for entry in settings.players]
    friends = [
        (known.get(name.casefold(), name), known.get(other.casefold(), other))
        for name, others in settings.friends.items()
        for other in others
    ]
    names = request.names or [*configured, *(player.xuid for player in tracked)]
    if not names:
        raise UsageError(
            "no players yet: add one with `ingest players add GAMERTAG`, name one with "
            "--player, or try `ingest run --demo`"
        )
    async with _signed_in_api(request) as api:
        yield Connection(api, names, friends)


@asynccontextmanager
async def _signed_in_api(request: Request) -> AsyncIterator[HaloApi]:
    """The real API; signing in is paced and counted like any endpoint."""
    settings = request.settings
    pacer = Pacer(settings.rates)
    requests: Counter[Endpoint] = Counter()

    async def turn() -> None:
        await pacer.turn(Endpoint.AUTH)
        requests[Endpoint.AUTH] += 1

    async with (
        open_credentials(request.account, settings.api_url, turn) as credentials,
        open_session(credentials, settings.api_url) as session,
    ):
        yield HaloApi(session, pacer, requests)


async def run(request: Request, progress: Progress, files: Files | None = None) -> Summary:
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
            api.tell(progress.say)
            warn_of_mount(store.root)
            heal_what_was_set_aside(store)
            context = RunContext(api, store, decoders, request.options, progress, _now)
            store.commit([changed_or_not(context, row) for row in resolved.rows])
            store.commit(friends_row(store, connection.befriended(resolved)))
            with draining_on_signals(context.draining, progress) as interruption, progress:
                await Runner(context, resolved.players(connection.names)).run()
            seconds = time.monotonic() - started
            return summarise(store, api, context, seconds, interruption.signal)


async def dry_run(request: Request) -> Estimate:
    """What a run would ask for. Histories are walked, nothing is written."""
    async with connected(request) as connection:
        resolved = await connection.resolve(request.settings.raw_dir)
        players = resolved.players(connection.names)
        return await estimate(connection.api, request.settings, request.options, players)


def _now() -> datetime:
    return datetime.now(UTC)
