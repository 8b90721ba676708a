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
    PROFILES = "profiles"
    PLAYER_SNAPSHOTS = "player_snapshots"
    MATCH_SKILL = "match_skill"
    MATCH_FILM = "match_film"
    MATCH_STATS = "match_stats"
    PLAYER_MATCHES = "player_matches"
    HISTORY_WALKS = "history_walks"


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


FEEDS: tuple[Feed, ...] = tuple(Feed)

MATCH_FEEDS: tuple[Feed, ...] = (Feed.MATCH_STATS, Feed.MATCH_SKILL, Feed.MATCH_FILM)
"""Feeds keyed by match_id."""

HISTORY_FEEDS: frozenset[Feed] = frozenset(
    {Feed.DOCUMENTS, Feed.PROFILES, Feed.PLAYER_SNAPSHOTS, Feed.HISTORY_WALKS}
)
"""Feeds that keep every version of a key; in all others a key lands `ok` at most once."""

ASKED_AGAIN: frozenset[Status] = frozenset({Status.FAILED, Status.NOT_YET, Status.FORBIDDEN})
SETTLED: frozenset[Status] = frozenset(Status) - ASKED_AGAIN
"""Never asked again by a plain run. (`quarantined` is asked again by `ingest retry` only.)"""
