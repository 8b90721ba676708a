"""Who a player is: an xuid for ever, a gamertag for now."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.errors import UsageError

_XUID = re.compile(r"[0-9]{16}")
_LONGEST_GAMERTAG = 15
_PUNCTUATION = frozenset(" '-_")


@dataclass(frozen=True, slots=True)
class Player:
    """A player we ask for. The gamertag is what a profile said last, if one was seen."""

    xuid: str
    gamertag: str | None = None

    def __str__(self) -> str:
        return self.gamertag or self.xuid


def is_xuid(name: str) -> bool:
    """Sixteen digits are an xuid, anything else is a gamertag."""
    return _XUID.fullmatch(name) is not None


def valid_gamertag(name: str) -> bool:
    """Letters and digits of any script, spaces and few others: nothing that could change a URL."""
    return (
        0 < len(name) <= _LONGEST_GAMERTAG
        and name == name.strip()
        and all(sign in _PUNCTUATION or unicodedata.category(sign)[0] in "LMN" for sign in name)
    )


def checked_name(name: str) -> str:
    """The name, or the usage error that says what is wrong with it."""
    if is_xuid(name) or valid_gamertag(name):
        return name
    raise UsageError(
        f"{name!r} is neither an xuid (16 digits) nor a gamertag "
        f"(up to {_LONGEST_GAMERTAG} letters, digits and spaces)"
    )
