"""Version 3 kept the API's own JSON: it lands in the ordinary feeds, as if asked for today."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ingest.api.endpoints import AssetKind
from ingest.legacy.read.table import LegacyTable
from ingest.payload.admit import Admitted, Refused, admit
from ingest.payload.facts import at, uuid_text
from ingest.raw import Feed, Row

_ASSETS: dict[str, AssetKind] = {
    "maps": "map",
    "playlists": "playlist",
    "playlist_map_mode_pairs": "map_mode_pair",
    "game_variants": "game_variant",
}
_BODY = "response_body"


@dataclass(frozen=True, slots=True)
class Original:
    """What a row of version 3 becomes; nothing when its JSON cannot be admitted."""

    number: int
    text: str
    row: Row | None


def holds_originals(table: LegacyTable) -> bool:
    """Whether the rows of this table are answers of the API."""
    known = {"match_stats", "player_match_stats", *_ASSETS}
    return _BODY in table.columns and table.name in known


def originals(table: LegacyTable, blank: Row) -> Iterator[Original]:
    """Each row of such a table."""
    for number, text in table.read():
        values = json.loads(text)
        try:
            row = _row(table.name, values, admit(str(values[_BODY]).encode()), blank)
        except Refused:
            row = None
        yield Original(number, text, row)


def _row(table: str, values: dict[str, Any], document: Admitted, blank: Row) -> Row:
    if table == "match_stats":
        match_id = uuid_text(at(document.value, "MatchId"))
        if match_id is None or not isinstance(at(document.value, "Players"), list):
            raise Refused("no stats of a match")
        return replace(blank, feed=Feed.MATCH_STATS, key=match_id, payload=document.text)
    if table == "player_match_stats":
        return _skill_row(values, document, blank)
    asset_id = uuid_text(at(document.value, "AssetId"))
    version_id = uuid_text(at(document.value, "VersionId"))
    if asset_id is None or version_id is None:
        raise Refused("no version of an asset")
    key = f"{_ASSETS[table]}:{asset_id}:{version_id}"
    return replace(blank, feed=Feed.ASSETS, key=key, payload=document.text)


def _skill_row(values: dict[str, Any], document: Admitted, blank: Row) -> Row:
    """The owner's skill alone: landed as the skill of the match it would hide everybody else's."""
    match_id = uuid_text(values.get("match_id"))
    if match_id is None or not isinstance(at(document.value, "Value"), list):
        raise Refused("no skill of a match")
    payload = f'{{"match_id": "{match_id}", "skill": {document.text}}}'
    return replace(blank, feed=Feed.LEGACY_MATCH_SKILL, payload=payload)
