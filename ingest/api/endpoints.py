"""The endpoints we ask, by the names the settings and the summary use."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

MatchType = Literal["matchmaking", "all", "custom", "local"]
"""Which matches of a history the API lists."""

AssetKind = Literal["map", "playlist", "map_mode_pair", "game_variant"]
"""What a match refers to by an id and a version."""


class Endpoint(StrEnum):
    """What requests are counted and paced by."""

    HISTORY = "history"
    MATCH_STATS = "match_stats"
    MATCH_SKILL = "match_skill"
    FILM_MANIFEST = "film_manifest"
    FILM_CHUNK = "film_chunk"
    ASSET = "asset"
    PROFILE = "profile"
    DOCUMENT = "document"
    SNAPSHOT = "snapshot"
    MATCH_COUNT = "match_count"
    AUTH = "auth"


FILM_STORES = (".svc.halowaypoint.com", ".blob.core.windows.net")
"""Ends of the host names that film chunks may lie on; they need no token and get none."""

TOKEN_HOSTS: frozenset[str] = frozenset(
    f"{service}.svc.halowaypoint.com"
    for service in (
        "discovery-infiniteugc",
        "economy",
        "gamecms-hacs",
        "halostats",
        "profile",
        "settings",
        "skill",
    )
)
"""The only hosts that ever see the tokens of the API."""

SIGN_IN_HOSTS: frozenset[str] = frozenset(
    {
        "login.live.com",
        "login.microsoftonline.com",
        "settings.svc.halowaypoint.com",
        "user.auth.xboxlive.com",
        "www.halowaypoint.com",
        "xsts.auth.xboxlive.com",
    }
)
"""The only hosts that ever see what those tokens are made from."""
