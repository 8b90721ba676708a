"""The feeds of the raw layer and the statuses a row can have."""

from __future__ import annotations

from enum import StrEnum


class Feed(StrEnum):
    """One folder of the raw layer. Members stand in the order a batch commits them.

    `match_stats` comes after everything that is asked because of it, so a crash in the middle
    of a batch leaves the match absent and the next run completes it.
    """

    DOCUMENTS = "documents"
    ASSETS = "assets"
    ASSET_NAMES = "asset_names"
    PROFILES = "profiles"
    PLAYER_SNAPSHOTS = "player_snapshots"
    MATCH_SKILL = "match_skill"
    FILM_MANIFESTS = "film_manifests"
    MATCH_FILM = "match_film"
    FILM_CHUNKS = "film_chunks"
    MATCH_STATS = "match_stats"
    PLAYER_MATCHES = "player_matches"
    HISTORY_WALKS = "history_walks"

    # Tables of the old application (`ingest migrate`), rows as they were.
    LEGACY_MATCH_STATS = "legacy_match_stats"
    LEGACY_PLAYER_MATCH_STATS = "legacy_player_match_stats"
    LEGACY_PLAYER_MATCH_ENRICHMENT = "legacy_player_match_enrichment"
    LEGACY_MATCH_REGISTRY = "legacy_match_registry"
    LEGACY_MATCH_PARTICIPANTS = "legacy_match_participants"
    LEGACY_MEDALS_EARNED = "legacy_medals_earned"
    LEGACY_HIGHLIGHT_EVENTS = "legacy_highlight_events"
    LEGACY_KILLER_VICTIM_PAIRS = "legacy_killer_victim_pairs"
    LEGACY_PERSONAL_SCORE_AWARDS = "legacy_personal_score_awards"
    LEGACY_XUID_ALIASES = "legacy_xuid_aliases"
    LEGACY_TEAMMATES_AGGREGATE = "legacy_teammates_aggregate"
    LEGACY_ANTAGONISTS = "legacy_antagonists"
    LEGACY_CAREER_PROGRESSION = "legacy_career_progression"
    LEGACY_SKILL_HISTORY = "legacy_skill_history"
    LEGACY_SESSIONS = "legacy_sessions"
    LEGACY_SYNC_META = "legacy_sync_meta"
    LEGACY_BACKFILL_STATUS = "legacy_backfill_status"
    LEGACY_MV_MAP_STATS = "legacy_mv_map_stats"
    LEGACY_MV_MODE_CATEGORY_STATS = "legacy_mv_mode_category_stats"
    LEGACY_MV_SESSION_STATS = "legacy_mv_session_stats"
    LEGACY_MV_GLOBAL_STATS = "legacy_mv_global_stats"
    LEGACY_MEDIA_FILES = "legacy_media_files"
    LEGACY_MEDIA_MATCH_ASSOCIATIONS = "legacy_media_match_associations"
    LEGACY_MATCH_CITATIONS = "legacy_match_citations"
    LEGACY_PLAYLISTS = "legacy_playlists"
    LEGACY_MAPS = "legacy_maps"
    LEGACY_PLAYLIST_MAP_MODE_PAIRS = "legacy_playlist_map_mode_pairs"
    LEGACY_GAME_VARIANTS = "legacy_game_variants"
    LEGACY_MEDAL_DEFINITIONS = "legacy_medal_definitions"
    LEGACY_PLAYERS = "legacy_players"
    LEGACY_FRIENDS = "legacy_friends"
    LEGACY_MATCH_SKILL = "legacy_match_skill"
    LEGACY_OTHER = "legacy_other"
    LEGACY_FILES = "legacy_files"

    # What `ingest decode` reads in films that are kept.
    FILM_DECODINGS = "film_decodings"
    FILM_READINGS = "film_readings"

    # Which segments `ingest compact` merged into which file.
    COMPACTIONS = "compactions"


class Status(StrEnum):
    """What came of asking."""

    OK = "ok"
    EMPTY = "empty"
    UNCHANGED = "unchanged"
    NOT_YET = "not_yet"
    GONE = "gone"
    FORBIDDEN = "forbidden"
    QUARANTINED = "quarantined"
    UNSUPPORTED_VERSION = "unsupported_version"
    FAILED = "failed"


LEGACY_FEEDS: tuple[Feed, ...] = tuple(feed for feed in Feed if feed.startswith("legacy_"))
"""What `ingest migrate` lands. The ledger leaves them out: millions of keys, never asked for."""

_MADE_FROM_RAW = (Feed.FILM_DECODINGS, Feed.FILM_READINGS, Feed.COMPACTIONS)

FEEDS: tuple[Feed, ...] = tuple(
    feed for feed in Feed if feed not in LEGACY_FEEDS and feed not in _MADE_FROM_RAW
)
"""What is asked of the API, and our own settings."""

MATCH_FEEDS: tuple[Feed, ...] = (Feed.MATCH_STATS, Feed.MATCH_SKILL, Feed.MATCH_FILM)
"""Feeds keyed by match_id."""

HISTORY_FEEDS: frozenset[Feed] = frozenset(
    {Feed.DOCUMENTS, Feed.PROFILES, Feed.PLAYER_SNAPSHOTS, Feed.HISTORY_WALKS}
)
"""Feeds that keep every version of a key; in all others a key lands `ok` at most once."""

ASKED_AGAIN: frozenset[Status] = frozenset({Status.FAILED, Status.NOT_YET, Status.FORBIDDEN})
SETTLED: frozenset[Status] = frozenset(Status) - ASKED_AGAIN
"""Never asked again by a plain run. (`quarantined` is asked again by `ingest retry` only.)"""

FILM_FETCHED: frozenset[Status] = frozenset(
    {Status.OK, Status.EMPTY, Status.QUARANTINED, Status.UNSUPPORTED_VERSION}
)
"""Of `match_film`: the API had the film."""
