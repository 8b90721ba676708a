"""Our own settings as raw rows: who is tracked, whose friend is who, whether this is a demo."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ingest.errors import UsageError
from ingest.players import Player
from ingest.raw import Feed, Row, Status
from ingest.raw.reading import read_payloads
from ingest.raw.store import RawStore
from ingest.timezones import DEFAULT_TIMEZONE

TRACKED_PLAYERS = "tracked_players"
FRIENDS = "friends"
TIME_ZONES = "time_zones"
DEMO = "demo"


def tracked_players(root: Path) -> list[Player]:
    """Players whose history was walked, or added by hand, and not removed since."""
    document = _document(root, TRACKED_PLAYERS)
    return [Player(one["xuid"], one["gamertag"]) for one in document.get("players", [])]


def tracked_players_row(store: RawStore, players: Iterable[Player]) -> list[Row]:
    """The row that makes these the tracked players; none when they are already."""
    entries = [
        {
            "xuid": player.xuid,
            "gamertag": player.gamertag,
            "ascii_gamertag": _ascii(player.gamertag or ""),
        }
        for player in sorted(set(players), key=lambda player: player.xuid)
    ]
    return _changed(store, TRACKED_PLAYERS, {"players": entries})


def friends_row(store: RawStore, friends: Iterable[tuple[Player, Player]]) -> list[Row]:
    """The row that makes these pairs of player and friend the ones; none when they are already."""
    pairs = sorted({(one.xuid, other.xuid) for one, other in friends if one.xuid != other.xuid})
    if not pairs and store.ledger.status(Feed.DOCUMENTS, FRIENDS) is None:
        return []
    entries = [{"xuid": xuid, "friend_xuid": friend_xuid} for xuid, friend_xuid in pairs]
    return _changed(store, FRIENDS, {"friends": entries})


def time_zones_row(
    store: RawStore, default: str, of_players: Mapping[str, str | None], *, is_complete: bool
) -> list[Row]:
    """The row that makes these the time zones, of players by xuid; none when they are already.

    A player without a zone has that of everybody. Other players keep the zones that have landed,
    unless these are all the players there are.
    """
    landed = [] if is_complete else _document(store.root, TIME_ZONES).get("players", [])
    known: dict[str, str | None] = {one["xuid"]: one["timezone"] for one in landed}
    known.update(of_players)
    zones = {xuid: zone for xuid, zone in known.items() if zone is not None}
    is_usual = default == DEFAULT_TIMEZONE and not zones
    if is_usual and store.ledger.status(Feed.DOCUMENTS, TIME_ZONES) is None:
        return []
    entries = [{"xuid": xuid, "timezone": zone} for xuid, zone in sorted(zones.items())]
    return _changed(store, TIME_ZONES, {"timezone": default, "players": entries})


def claim_for_demo(store: RawStore, world: dict[str, int]) -> list[Row]:
    """The row that marks a raw directory as a demo; real rows are never mixed with it."""
    if store.ledger.status(Feed.DOCUMENTS, DEMO) is None and store.ledger.holds_rows():
        raise UsageError(
            f"{store.root} holds real matches",
            "the demo needs a directory of its own: unset HALO_DATA_DIR, or set it to an empty one",
        )
    return _changed(store, DEMO, world)


def refuse_demo_directory(store: RawStore) -> None:
    """The other way round: a real run keeps out of a demo."""
    if store.ledger.status(Feed.DOCUMENTS, DEMO) is not None:
        raise UsageError(
            f"{store.root} holds demo matches",
            "set HALO_DATA_DIR to another directory for real ones",
        )


def _ascii(gamertag: str) -> str:
    """What is left of a gamertag in ASCII: no SQL engine of ours can decompose Unicode."""
    return unicodedata.normalize("NFKD", gamertag).encode("ascii", "ignore").decode()


def _document(root: Path, name: str) -> dict[str, Any]:
    payload = read_payloads(root, Feed.DOCUMENTS, [name]).get(name)
    document: dict[str, Any] = json.loads(payload) if payload else {}
    return document


def _changed(store: RawStore, name: str, content: dict[str, Any]) -> list[Row]:
    payload = json.dumps(content, ensure_ascii=False, sort_keys=True)
    row = Row(feed=Feed.DOCUMENTS, key=name, status=Status.OK, payload=payload)
    before = store.ledger.version(Feed.DOCUMENTS, name)
    return [] if before is not None and before.sha256 == row.sha256 else [row]
