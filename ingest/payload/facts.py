"""The few facts that a run needs from a payload. A fact with an odd value is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from ingest.api.endpoints import AssetKind
from ingest.film.roster import Roster

_XUID = re.compile(r"xuid\((\d+)\)")
_MATCHMADE = 3
_FIREFIGHT = 42
_ASSET_FIELDS: dict[AssetKind, str] = {
    "map": "MapVariant",
    "playlist": "Playlist",
    "map_mode_pair": "PlaylistMapModePair",
    "game_variant": "UgcGameVariant",
}


@dataclass(frozen=True, slots=True)
class AssetRef:
    """One version of one asset."""

    kind: AssetKind
    asset_id: str
    version_id: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.asset_id}:{self.version_id}"

    @classmethod
    def of_key(cls, key: str) -> AssetRef:
        """The other way round."""
        kind, asset_id, version_id = key.split(":")
        return cls(cast(AssetKind, kind), asset_id, version_id)


@dataclass(frozen=True, slots=True)
class MatchFacts:
    """What a match's stats ask us to fetch besides, and to check a film against."""

    started_at: datetime | None
    is_matchmade: bool
    xuids: tuple[str, ...]
    assets: tuple[AssetRef, ...]
    roster: Roster


def match_facts(stats: Any) -> MatchFacts:
    """Read the stats of a match."""
    info = at(stats, "MatchInfo")
    humans = dict(_humans(stats))
    return MatchFacts(
        started_at=instant(at(info, "StartTime")),
        is_matchmade=at(info, "LifecycleMode") == _MATCHMADE,
        xuids=tuple(humans),
        assets=tuple(_assets(info)),
        roster=Roster(
            kills={xuid: _total(player, "Kills") for xuid, player in humans.items()},
            deaths={xuid: _total(player, "Deaths") for xuid, player in humans.items()},
            is_firefight=at(info, "GameVariantCategory") == _FIREFIGHT,
        ),
    )


def at(value: Any, *path: str) -> Any:
    """The value at a path of keys, or None where the path ends early."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def items(value: Any, *path: str) -> list[Any]:
    """The list at a path, or an empty one."""
    found = at(value, *path)
    return found if isinstance(found, list) else []


def uuid_text(value: Any) -> str | None:
    """The value as a lower-case UUID, or None when it is none."""
    try:
        return str(UUID(value)) if isinstance(value, str) else None
    except ValueError:
        return None


def instant(value: Any) -> datetime | None:
    """An API timestamp, or None when it is none."""
    try:
        parsed = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return parsed.replace(tzinfo=parsed.tzinfo or UTC) if parsed else None


def _humans(stats: Any) -> Iterator[tuple[str, Any]]:
    for player in items(stats, "Players"):
        wrapped = _XUID.fullmatch(str(at(player, "PlayerId")))
        if wrapped:
            yield wrapped[1], player


def _total(player: Any, stat: str) -> int:
    """A count over all teams the player was on."""
    counts = (at(team, "Stats", "CoreStats", stat) for team in items(player, "PlayerTeamStats"))
    return sum(count for count in counts if isinstance(count, int))


def _assets(info: Any) -> Iterator[AssetRef]:
    for kind, field in _ASSET_FIELDS.items():
        asset_id = uuid_text(at(info, field, "AssetId"))
        version_id = uuid_text(at(info, field, "VersionId"))
        if asset_id and version_id:
            yield AssetRef(kind, asset_id, version_id)
