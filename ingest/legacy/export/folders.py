"""The folder of each player below data/players: the gamertag, as far as it can be a folder."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

from ingest.legacy.export.source import TrackedPlayer

LONGEST = 200
NOT_IN_NAMES = frozenset('<>:"/\\|?*')
"""Signs that some system does not take in the name of a file."""


def folder_names(players: Sequence[TrackedPlayer]) -> dict[str, str]:
    """The folder by xuid; players whose folders would be one get their xuid behind the name."""
    wanted = {player.xuid: _folder(player) for player in players}
    times = Counter(map(_same_to_some_disks, wanted.values()))
    return {
        xuid: f"{name}_{xuid}" if times[_same_to_some_disks(name)] > 1 else name
        for xuid, name in wanted.items()
    }


def _folder(player: TrackedPlayer) -> str:
    name = player.gamertag or ""
    is_name = (
        name.strip(" .") == name != ""
        and len(name.encode("utf-8", "replace")) <= LONGEST
        and not any(character in NOT_IN_NAMES or _is_control(character) for character in name)
    )
    return name if is_name else player.xuid


def _is_control(character: str) -> bool:
    return unicodedata.category(character)[0] == "C"


def _same_to_some_disks(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
