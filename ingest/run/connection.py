"""Whom a run asks: the API with an account or the demo's, and the players and friends by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
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
from ingest.players import Player
from ingest.raw.our_documents import tracked_players
from ingest.run.options import RunOptions
from ingest.run.resolve import Resolved, resolve_players
from ingest.run.shards.names import names_of_others
from ingest.settings import Settings
from ingest.shard import WHOLE, Shard
from ingest.sign_in.account import AnyAccount
from ingest.sign_in.signed_in import open_credentials

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

    @property
    def rates(self) -> dict[Endpoint, float]:
        """The part of every rate that this shard may use."""
        shards = self.options.shard.count
        return {endpoint: rate / shards for endpoint, rate in self.settings.rates.items()}


@dataclass(frozen=True, slots=True)
class Connection:
    """The API to ask, the players to ask for, and whose friend is who."""

    api: HaloApi
    entries: Sequence[str]
    """Players of ingest.toml and tracked ones; an unknown one does not end the run."""
    names: Sequence[str]
    """Players of the command line instead."""
    friends: Sequence[tuple[str, str]]

    async def resolve(self, root: Path, shard: Shard = WHOLE) -> Resolved:
        """Everybody named, friends too."""
        entries = [*self.entries, *chain(*self.friends)]
        resolved = names_of_others(root, shard, [*entries, *self.names])
        if resolved is None:
            resolved = await resolve_players(self.api, root, entries, self.names)
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
            api = HaloApi(session, Pacer(request.rates))
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
    async with signed_in_api(settings, request.account, request.rates) as api:
        yield Connection(api, everybody if not request.names else [], request.names, friends)


@asynccontextmanager
async def signed_in_api(
    settings: Settings, account: AnyAccount, rates: Mapping[Endpoint, float]
) -> AsyncIterator[HaloApi]:
    """The real API; signing in is paced and counted like any endpoint."""
    pacer = Pacer(rates)
    requests: Counter[Endpoint] = Counter()

    async def turn() -> None:
        await pacer.turn(Endpoint.AUTH)
        requests[Endpoint.AUTH] += 1

    async with (
        open_credentials(account, settings.api_url, turn) as credentials,
        open_session(credentials, settings.api_url) as session,
    ):
        yield HaloApi(session, pacer, requests)
