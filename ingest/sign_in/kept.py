"""What is kept of a sign-in, and how it is written into a file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from ingest.api.credentials import is_token


class Authority(StrEnum):
    """The service of Microsoft that gave a refresh token; only this one takes it back."""

    LIVE = "live"
    CONSUMERS = "consumers"


@dataclass(frozen=True, slots=True)
class KeptRefresh:
    """A refresh token of Microsoft, and the app it was given to."""

    refresh_token: str = field(repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    authority: Authority = Authority.LIVE

    @property
    def is_whole(self) -> bool:
        texts = (self.client_id, self.client_secret)
        return is_token(self.refresh_token) and all(isinstance(text, str) for text in texts)


@dataclass(frozen=True, slots=True)
class KeptCookies:
    """The cookies of Halo Waypoint; at least one of the two is there."""

    spartan_token: str = field(default="", repr=False)
    wpauth: str = field(default="", repr=False)

    @property
    def is_whole(self) -> bool:
        given = [value for value in (self.spartan_token, self.wpauth) if value != ""]
        return bool(given) and all(map(is_token, given))


Kept = KeptRefresh | KeptCookies


def to_json(kept: Kept) -> str:
    """The content of the file."""
    return json.dumps(asdict(kept))


def from_json(content: bytes) -> Kept | None:
    """What the file says; None if it is damaged."""
    try:
        found = json.loads(content)
        kept = _kept(found)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return kept if kept.is_whole else None


def _kept(found: dict[str, str]) -> Kept:
    if "refresh_token" not in found:
        return KeptCookies(found["spartan_token"], found["wpauth"])
    # files from before there were two services name none
    authority = Authority(found.get("authority", Authority.LIVE))
    return KeptRefresh(
        found["refresh_token"], found["client_id"], found["client_secret"], authority
    )
