"""From the names a user gives to the players the API knows, before anything is written."""

from __future__ import annotations

from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ingest.api.client import PROFILES_PER_REQUEST, HaloApi
from ingest.api.requester import Answer, RequestFailed
from ingest.errors import ApiUnavailable
from ingest.payload.admit import Admitted, Refused, elements
from ingest.payload.answers import document_in
from ingest.payload.facts import at
from ingest.players import Player, is_xuid
from ingest.raw import Feed, Row, Status
from ingest.run.known_names import KnownNames, known_names


@dataclass(frozen=True, slots=True)
class Resolved:
    """The players by the names given, and the profiles that were asked for on the way."""

    by_name: dict[str, Player] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)
    """Names that no player has, each with a sentence that says so."""
    notes: list[str] = field(default_factory=list)
    """What else the user should know: who has another gamertag now."""

    def players(self, names: Iterable[str]) -> list[Player]:
        """Each known player once, however often named."""
        return list(dict.fromkeys(self.by_name[name] for name in names if name in self.by_name))


class _Resolver:
    """Asks only for what the landed profiles of today do not answer."""

    def __init__(self, api: HaloApi, known: KnownNames) -> None:
        self._api = api
        self._known = known
        self._profiles: dict[str, Admitted] = {}
        self._gamertags = dict(known.of_today)
        self._unknown: dict[str, str] = {}

    async def resolve(self, entries: Sequence[str], names: Sequence[str]) -> Resolved:
        """An entry of ingest.toml keeps its player, a name of the command line is today's."""
        xuids: dict[str, str] = {}
        for name in dict.fromkeys((*entries, *names)):
            found = name if is_xuid(name) else None
            if found is None and name in entries:
                found = self._known.earlier.get(name.casefold())
            found = found or await self._whose(name)
            if found is not None:
                xuids[name] = found
        await self._look_at([*dict.fromkeys(xuids.values())])
        by_name = {
            name: Player(xuid, self._gamertags[xuid])
            for name, xuid in xuids.items()
            if xuid in self._gamertags
        }
        for name, xuid in xuids.items():
            if xuid not in self._gamertags:
                self._unknown[name] = f"no account has the xuid {xuid}; check the digits"
        notes = [
            note
            for name in entries
            if name in by_name and (note := await self._note_on(name, by_name[name]))
        ]
        rows = [_row(xuid, one) for xuid, one in self._profiles.items()]
        return Resolved(by_name, rows, self._unknown, notes)

    async def _whose(self, gamertag: str) -> str | None:
        """The xuid of the player who has this gamertag today."""
        today = {name.casefold(): xuid for xuid, name in self._gamertags.items()}
        if found := today.get(gamertag.casefold()):
            return found
        profile = await self._by_gamertag(gamertag)
        if profile is None:
            self._unknown[gamertag] = self._not_found(gamertag)
            return None
        xuid = str(at(profile.value, "xuid"))
        self._take(xuid, profile)
        return xuid

    def _not_found(self, gamertag: str) -> str:
        sentence = f"no player has the gamertag {gamertag!r}"
        former = self._known.earlier.get(gamertag.casefold())
        if former is not None:
            name = self._known.newest.get(former, former)
            return f"{sentence} now; the player who had it is {name!r}"
        names = {name.casefold(): name for name in self._known.newest.values()}
        near = get_close_matches(gamertag.casefold(), names, n=1)
        return f"{sentence}; " + (
            f"did you mean {names[near[0]]!r}?" if near else "check the spelling"
        )

    async def _look_at(self, xuids: Sequence[str]) -> None:
        """Today's gamertag of each of these accounts that exists."""
        stale = [xuid for xuid in xuids if xuid not in self._gamertags]
        for start in range(0, len(stale), PROFILES_PER_REQUEST):
            group = stale[start : start + PROFILES_PER_REQUEST]
            profiles = _admitted(await _answered(self._api.profiles(group)))
            if not isinstance(profiles.value, list):
                raise ApiUnavailable("the API's profiles are not a list", "try again later")
            found = {str(at(one.value, "xuid")): one for one in elements(profiles)}
            for xuid in group:
                if xuid in found:
                    self._take(xuid, found[xuid])

    def _take(self, xuid: str, profile: Admitted) -> None:
        self._profiles[xuid] = profile
        self._gamertags[xuid] = str(at(profile.value, "gamertag"))

    async def _note_on(self, entry: str, player: Player) -> str | None:
        """Whether an entry names its player as the player is no longer called."""
        if is_xuid(entry) or entry.casefold() == str(player).casefold():
            return None
        note = (
            f"{entry!r} in ingest.toml is called {player.gamertag!r} now; "
            f"write the xuid {player.xuid} there"
        )
        profile = await self._by_gamertag(entry)
        if profile is None:
            return note
        return (
            f"{note}. Another player has the gamertag {entry!r} now "
            f"(xuid {at(profile.value, 'xuid')}), who is not fetched for"
        )

    async def _by_gamertag(self, gamertag: str) -> Admitted | None:
        answer = await _answered(self._api.profile_of(gamertag))
        if answer.status == 404:
            return None
        profile = _admitted(answer)
        if not is_xuid(str(at(profile.value, "xuid"))):
            raise ApiUnavailable(
                f"the API's profile of {gamertag!r} names no xuid", "try again later"
            )
        return profile


async def resolve_players(
    api: HaloApi, root: Path, entries: Sequence[str], names: Sequence[str] = ()
) -> Resolved:
    """Look up entries of ingest.toml and names of the command line."""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return await _Resolver(api, known_names(root, midnight)).resolve(entries, names)


async def _answered(request: Coroutine[Any, Any, Answer]) -> Answer:
    try:
        return await request
    except RequestFailed as error:
        raise ApiUnavailable(f"profiles cannot be requested ({error})", "try again later") from None


def _admitted(answer: Answer) -> Admitted:
    try:
        return document_in(answer)
    except Refused as error:
        raise ApiUnavailable(f"profiles cannot be read ({error})", "try again later") from None


def _row(xuid: str, profile: Admitted) -> Row:
    return Row(
        feed=Feed.PROFILES,
        key=xuid,
        status=Status.OK,
        payload=profile.text,
        http_status=200,
        requested_for=xuid,
    )
