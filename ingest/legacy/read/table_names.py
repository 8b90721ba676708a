"""Which feed a table of the old application lands in."""

from __future__ import annotations

import re

from ingest.raw import LEGACY_FEEDS, Feed

_OTHER_NAMES = {
    "map_mode_pairs": "playlist_map_mode_pairs",
    "db_profiles": "players",
    "friends_defaults": "friends",
}
"""Tables that hold the same thing under another name."""

PLAYER_TABLES = frozenset({"match_stats", "player_match_enrichment", "player_match_stats"})
"""Only a player's own file has these: one row per match of the owner."""

SHARED_TABLES = frozenset({"match_registry"})
"""Only the file that the players of version 5 share has these."""

METADATA_TABLES = frozenset(
    {"playlists", "maps", "playlist_map_mode_pairs", "map_mode_pairs", "game_variants"}
    | {"medal_definitions", "game_modes", "categories", "career_ranks", "citation_mappings"}
)


def feed_of(table: str) -> Feed:
    """A feed of its own for every table the old application had, one for all others."""
    name = f"legacy_{_OTHER_NAMES.get(table, table)}"
    return Feed(name) if name in LEGACY_FEEDS else Feed.LEGACY_OTHER


def is_legacy(tables: frozenset[str]) -> bool:
    """Whether a file with these tables was written by the old application."""
    return any(feed_of(table) is not Feed.LEGACY_OTHER for table in tables)


def is_owned(tables: frozenset[str]) -> bool:
    """Whether a file with these tables is one player's. Medals, for one, do not say whose."""
    return bool(tables & PLAYER_TABLES) or not tables & (SHARED_TABLES | METADATA_TABLES)


def snake_case(name: str) -> str:
    """Version 3 wrote names like MatchId."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
