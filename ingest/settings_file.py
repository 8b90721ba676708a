"""Edits ingest.toml. Comments and everything else in the file stay as they are."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import cast

import tomlkit

from ingest.disk.atomic import replacing
from ingest.errors import UsageError
from ingest.players import Player
from ingest.settings_place import settings_path


def add_player(player: Player) -> None:
    """Append a [[players]] entry."""
    document = _document()
    players = document.setdefault("players", tomlkit.aot())
    entry = tomlkit.table()
    if player.gamertag:
        entry["gamertag"] = player.gamertag
    if player.xuid:
        entry["xuid"] = player.xuid
    players.append(entry)
    _save(document)


def remove_players(positions: Sequence[int]) -> None:
    """Remove the [[players]] entries at these positions."""
    document = _document()
    players = cast(list[object], document["players"])
    for position in sorted(positions, reverse=True):
        del players[position]
    _save(document)


def set_friends(owner: str, friends: Sequence[str]) -> None:
    """Replace the friends of a player under [friends]; none removes the player there."""
    document = _document()
    table = document.setdefault("friends", tomlkit.table())
    if friends:
        table[owner] = list(friends)
    else:
        del table[owner]
    _save(document)


def _document() -> tomlkit.TOMLDocument:
    path = settings_path(os.environ)
    if not path.exists():
        return tomlkit.document()
    return tomlkit.parse(path.read_text(encoding="utf-8"))


def _save(document: tomlkit.TOMLDocument) -> None:
    path = settings_path(os.environ)
    try:
        with replacing(path) as temporary:
            temporary.write_text(tomlkit.dumps(document), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
