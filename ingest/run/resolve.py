"""From the names a user gives to the players the API knows, before anything is written."""

from __future__ import annotations

import json
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.api.asking import Answer, RequestFailed
from ingest.api.client import HaloApi
from ingest.errors import ApiUnavailable, UsageError
from ingest.players import Player, is_xuid
from ingest.raw import Feed, Row, Status
from ingest.raw.index import read_payloads, seen_since
from ingest.run.admit import Admitted, Refused, elements
from ingest.run.documents import document_in
from ingest.run.facts import at


@dataclass(frozen=True, slots=True)
class Resolved:
    """The players by the names given, and the profiles that were asked for on the way."""

    by_name: dict[str, Player]
    rows: list[Row]

    def players(self, names: Iterable[str]) -> list[Player]:
        """Each player once, however often named."""
        return list(dict.fromkeys(self.by_name[name] for name in names))


async def resolve_players(api: HaloApi, root: Path, names: Iterable[str]) -> Resolved:
    """Look up what the landed profiles of today do not answer."""
    profiles = read_payloads(root, Feed.PROFILES)
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    fresh = seen_since(root, Feed.PROFILES, midnight) & set(profiles)
    # a gamertag can change hands, so only what was looked at today says whose it is
    gamertags = {xuid: str(json.loads(profiles[xuid]).get("gamertag")) for xuid in fresh}
    xuids = {gamertag.casefold(): xuid for xuid, gamertag in gamertags.items()}
    named: dict[str, str] = {}
    found: dict[str, Admitted] = {}
    for name in dict.fromkeys(names):
        xuid = name if is_xuid(name) else xuids.get(name.casefold())
        if xuid is None:
            ((xuid, profile),) = (await _by_gamertag(api, name)).items()
            found[xuid] = profile
        named[name] = xuid
    stale = [xuid for xuid in dict.fromkeys(named.values()) if xuid not in {*gamertags, *found}]
    if stale:
        found |= await _by_xuid(api, stale)
    gamertags |= {xuid: str(at(profile.value, "gamertag")) for xuid, profile in found.items()}
    by_name = {name: Player(xuid, gamertags[xuid]) for name, xuid in named.items()}
    return Resolved(by_name, [_row(xuid, one) for xuid, one in found.items()])


async def _by_gamertag(api: HaloApi, gamertag: str) -> dict[str, Admitted]:
    answer = await _answered(api.profile_of(gamertag))
    if answer.status == 404:
        raise UsageError(f"no player has the gamertag {gamertag!r}; check the spelling")
    profile = _admitted(answer)
    xuid = str(at(profile.value, "xuid"))
    if not is_xuid(xuid):
        raise ApiUnavailable(f"the API's profile of {gamertag!r} names no xuid; try again later")
    return {xuid: profile}


async def _by_xuid(api: HaloApi, xuids: list[str]) -> dict[str, Admitted]:
    profiles = _admitted(await _answered(api.profiles(xuids)))
    if not isinstance(profiles.value, list):
        raise ApiUnavailable("the API's profiles are not a list; try again later")
    found = {str(at(one.value, "xuid")): one for one in elements(profiles)}
    for xuid in xuids:
        if xuid not in found:
            raise UsageError(f"no account has the xuid {xuid}; check the digits")
    return {xuid: found[xuid] for xuid in xuids}


async def _answered(request: Coroutine[Any, Any, Answer]) -> Answer:
    try:
        return await request
    except RequestFailed as error:
        raise ApiUnavailable(f"profiles cannot be asked for ({error}); try again later") from None


def _admitted(answer: Answer) -> Admitted:
    try:
        return document_in(answer)
    except Refused as error:
        raise ApiUnavailable(f"profiles cannot be read ({error}); try again later") from None


def _row(xuid: str, profile: Admitted) -> Row:
    return Row(
        feed=Feed.PROFILES,
        key=xuid,
        status=Status.OK,
        payload=profile.text,
        http_status=200,
        requested_for=xuid,
    )
