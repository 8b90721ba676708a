"""The tables of an old player database, in the variants that exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import duckdb

Ids = Literal["none", "plain", "default"]

MATCH_STATS = """
    match_id VARCHAR PRIMARY KEY, start_time TIMESTAMP, end_time TIMESTAMP, playlist_id VARCHAR,
    playlist_name VARCHAR, map_id VARCHAR, map_name VARCHAR, pair_id VARCHAR, pair_name VARCHAR,
    game_variant_id VARCHAR, game_variant_name VARCHAR, outcome TINYINT, team_id TINYINT,
    rank SMALLINT, kills SMALLINT, deaths SMALLINT, assists SMALLINT, kda FLOAT, accuracy FLOAT,
    headshot_kills SMALLINT, max_killing_spree SMALLINT, time_played_seconds INTEGER,
    avg_life_seconds FLOAT, my_team_score SMALLINT, enemy_team_score SMALLINT, team_mmr FLOAT,
    enemy_mmr FLOAT, damage_dealt FLOAT, damage_taken FLOAT, shots_fired INTEGER,
    shots_hit INTEGER, grenade_kills SMALLINT, melee_kills SMALLINT, power_weapon_kills SMALLINT,
    score INTEGER, personal_score INTEGER, mode_category VARCHAR, is_ranked BOOLEAN DEFAULT FALSE,
    is_firefight BOOLEAN DEFAULT FALSE, left_early BOOLEAN DEFAULT FALSE, session_id VARCHAR,
    session_label VARCHAR, performance_score FLOAT, teammates_signature VARCHAR,
    known_teammates_count SMALLINT, is_with_friends BOOLEAN, friends_xuids VARCHAR,
    created_at TIMESTAMP, updated_at TIMESTAMP, backfill_completed INTEGER DEFAULT 0
"""
# In the three older databases these came later, by ALTER, so they stand at the end.
APPENDED = (
    "rank", "damage_dealt", "damage_taken", "shots_fired", "shots_hit", "grenade_kills",
    "melee_kills", "power_weapon_kills", "score", "personal_score", "mode_category", "is_ranked",
    "left_early", "end_time", "backfill_completed",
)  # fmt: skip
# Written by one commit of 2026-02-02 and gone with the next.
SHORT_LIVED = """
    expected_kills FLOAT, expected_deaths FLOAT, objectives_completed INTEGER,
    zone_captures INTEGER, zone_defensive_kills INTEGER, zone_offensive_kills INTEGER,
    zone_secures INTEGER, zone_occupation_time FLOAT, ctf_flag_captures INTEGER,
    ctf_flag_grabs INTEGER, ctf_flag_returners_killed INTEGER, ctf_flag_returns INTEGER,
    ctf_flag_carriers_killed INTEGER, ctf_time_as_carrier_seconds FLOAT, oddball_time_held_seconds
    FLOAT, oddball_kills_as_carrier INTEGER, oddball_kills_as_non_carrier INTEGER,
    stockpile_seeds_deposited INTEGER, stockpile_seeds_collected INTEGER
"""
ROSTER = """
    match_id VARCHAR NOT NULL, xuid VARCHAR NOT NULL, team_id INTEGER, outcome INTEGER,
    gamertag VARCHAR, rank SMALLINT, score INTEGER, kills SMALLINT, deaths SMALLINT,
    assists SMALLINT, shots_fired INTEGER, shots_hit INTEGER, damage_dealt FLOAT,
    damage_taken FLOAT
"""
EVENTS = """
    match_id VARCHAR NOT NULL, event_type VARCHAR NOT NULL, time_ms INTEGER, xuid VARCHAR,
    gamertag VARCHAR, type_hint INTEGER, raw_json VARCHAR
"""
PAIRS = """
    match_id VARCHAR NOT NULL, killer_xuid VARCHAR NOT NULL, killer_gamertag VARCHAR,
    victim_xuid VARCHAR NOT NULL, victim_gamertag VARCHAR, kill_count INTEGER DEFAULT 1,
    time_ms INTEGER, is_validated BOOLEAN DEFAULT FALSE,
    created_at TIMESTAMP DEFAULT current_timestamp
"""
AWARDS = """
    match_id VARCHAR NOT NULL, xuid VARCHAR NOT NULL, award_name VARCHAR NOT NULL,
    award_category VARCHAR, award_count INTEGER DEFAULT 1, award_score INTEGER DEFAULT 0,
    created_at TIMESTAMP DEFAULT current_timestamp
"""
MEDIA = """
    file_path VARCHAR PRIMARY KEY, file_hash VARCHAR NOT NULL, file_name VARCHAR NOT NULL,
    file_size BIGINT NOT NULL, file_ext VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    mtime DOUBLE NOT NULL, mtime_paris_epoch DOUBLE NOT NULL, thumbnail_path VARCHAR,
    thumbnail_generated_at TIMESTAMP, first_seen_at TIMESTAMP, last_scan_at TIMESTAMP,
    scan_version INTEGER DEFAULT 1, capture_start_utc TIMESTAMP, capture_end_utc TIMESTAMP,
    duration_seconds DOUBLE, title VARCHAR, status VARCHAR DEFAULT 'active'
"""
ATTEMPTS = (
    "medals", "events", "skill", "personal_scores", "performance_scores", "aliases", "accuracy",
    "shots", "enemy_mmr", "assets", "participants", "participants_scores", "participants_kda",
    "participants_shots", "participants_damage",
)  # fmt: skip
MAP_AVERAGES = ", ".join(f"avg_{name} DOUBLE" for name in ("kills", "deaths", "assists"))
FIXED = {
    "player_match_stats": """
        match_id VARCHAR PRIMARY KEY, xuid VARCHAR NOT NULL, team_id TINYINT, team_mmr FLOAT,
        enemy_mmr FLOAT, kills_expected FLOAT, kills_stddev FLOAT, deaths_expected FLOAT,
        deaths_stddev FLOAT, assists_expected FLOAT, assists_stddev FLOAT,
        created_at TIMESTAMP DEFAULT current_timestamp""",
    "xuid_aliases": """
        xuid VARCHAR PRIMARY KEY, gamertag VARCHAR NOT NULL, last_seen TIMESTAMP, source VARCHAR,
        updated_at TIMESTAMP DEFAULT current_timestamp""",
    "teammates_aggregate": """
        teammate_xuid VARCHAR PRIMARY KEY, teammate_gamertag VARCHAR,
        matches_together INTEGER DEFAULT 0, same_team_count INTEGER DEFAULT 0,
        opposite_team_count INTEGER DEFAULT 0, wins_together INTEGER DEFAULT 0,
        losses_together INTEGER DEFAULT 0, first_played TIMESTAMP, last_played TIMESTAMP,
        computed_at TIMESTAMP""",
    "antagonists": """
        opponent_xuid VARCHAR PRIMARY KEY, opponent_gamertag VARCHAR,
        times_killed INTEGER DEFAULT 0, times_killed_by INTEGER DEFAULT 0,
        matches_against INTEGER DEFAULT 0, last_encounter TIMESTAMP""",
    "sessions": """
        session_id VARCHAR PRIMARY KEY, start_time TIMESTAMP, end_time TIMESTAMP,
        match_count INTEGER, total_kills INTEGER, total_deaths INTEGER, total_assists INTEGER,
        avg_kda FLOAT, avg_accuracy FLOAT, performance_score FLOAT""",
    "skill_history": """
        playlist_id VARCHAR, recorded_at TIMESTAMP, csr INTEGER, tier VARCHAR, division INTEGER,
        matches_played INTEGER, PRIMARY KEY (playlist_id, recorded_at)""",
    "backfill_status": "match_id VARCHAR NOT NULL, "
    + ", ".join(f"attempted_{name} BOOLEAN DEFAULT FALSE" for name in ATTEMPTS)
    + ", last_attempt_at TIMESTAMP DEFAULT current_timestamp",
    "media_match_associations": """
        media_path VARCHAR NOT NULL, match_id VARCHAR NOT NULL, xuid VARCHAR NOT NULL,
        match_start_time TIMESTAMP NOT NULL, association_confidence DOUBLE DEFAULT 1.0,
        associated_at TIMESTAMP DEFAULT current_timestamp, map_id VARCHAR, map_name VARCHAR,
        PRIMARY KEY (media_path, match_id, xuid)""",
    "mv_map_stats": f"""
        map_id VARCHAR PRIMARY KEY, map_name VARCHAR, matches_played INTEGER, wins INTEGER,
        losses INTEGER, ties INTEGER, {MAP_AVERAGES}, avg_accuracy DOUBLE, avg_kda DOUBLE,
        win_rate DOUBLE, updated_at TIMESTAMP""",
    "mv_mode_category_stats": f"""
        mode_category VARCHAR PRIMARY KEY, matches_played INTEGER, {MAP_AVERAGES},
        avg_kda DOUBLE, avg_accuracy DOUBLE, win_rate DOUBLE, updated_at TIMESTAMP""",
    "mv_global_stats": "stat_key VARCHAR PRIMARY KEY, stat_value DOUBLE, updated_at TIMESTAMP",
    "career_progression": """
        id INTEGER PRIMARY KEY, xuid VARCHAR NOT NULL, rank INTEGER NOT NULL, rank_name VARCHAR,
        rank_tier VARCHAR, current_xp INTEGER, xp_for_next_rank INTEGER, xp_total INTEGER,
        is_max_rank BOOLEAN DEFAULT FALSE, adornment_path VARCHAR,
        recorded_at TIMESTAMP DEFAULT current_timestamp""",
    "sync_meta": """
        key VARCHAR PRIMARY KEY, value VARCHAR, updated_at TIMESTAMP DEFAULT current_timestamp""",
}
ABSENT_IN_NEWEST = (
    "antagonists", "backfill_status", "media_files", "media_match_associations", "sessions",
    "skill_history", "teammates_aggregate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Variant:
    """In what one database differs from the others."""

    new_order: bool = False
    session_id: str = "VARCHAR"
    summary_session_id: str = "INTEGER"
    medal_id: str = "BIGINT"
    event_ids: Ids = "default"
    award_ids: Ids = "none"
    pair_id: bool = False
    more_columns: str = ""
    life_in_roster: bool = False
    media_owner: bool = False
    absent: tuple[str, ...] = ()


VARIANTS = (
    Variant(event_ids="plain", more_columns=SHORT_LIVED),
    Variant(medal_id="INTEGER", event_ids="none", more_columns="game_variant_category INTEGER"),
    Variant(
        session_id="INTEGER",
        summary_session_id="VARCHAR",
        award_ids="plain",
        life_in_roster=True,
        media_owner=True,
    ),
    Variant(new_order=True, award_ids="default", pair_id=True, absent=ABSENT_IN_NEWEST),
)


def tables_of(variant: Variant) -> dict[str, str]:
    """Column definitions by table."""
    life = ", avg_life_seconds FLOAT" if variant.life_in_roster else ""
    owner = "owner_xuid VARCHAR NOT NULL, " if variant.media_owner else ""
    tables = {
        "match_stats": _match_stats(variant),
        "medals_earned": f"""match_id VARCHAR, medal_name_id {variant.medal_id},
            count SMALLINT NOT NULL, PRIMARY KEY (match_id, medal_name_id)""",
        "match_participants": f"{ROSTER}{life}, PRIMARY KEY (match_id, xuid)",
        "highlight_events": _id("highlight_events", variant.event_ids) + EVENTS,
        "killer_victim_pairs": ("id INTEGER PRIMARY KEY, " if variant.pair_id else "") + PAIRS,
        "personal_score_awards": _id("personal_score_awards", variant.award_ids) + AWARDS,
        "mv_session_stats": f"""session_id {variant.summary_session_id} PRIMARY KEY,
            match_count INTEGER, start_time TIMESTAMP, end_time TIMESTAMP, total_kills INTEGER,
            total_deaths INTEGER, total_assists INTEGER, kd_ratio DOUBLE, win_rate DOUBLE,
            avg_accuracy DOUBLE, avg_life_seconds DOUBLE, updated_at TIMESTAMP""",
        "media_files": owner + MEDIA,
    }
    tables |= FIXED
    return {name: columns for name, columns in tables.items() if name not in variant.absent}


def _match_stats(variant: Variant) -> str:
    columns = [" ".join(column.split()) for column in MATCH_STATS.split(",")]
    if not variant.new_order:
        later = {column.split()[0]: column for column in columns if column.split()[0] in APPENDED}
        columns = [column for column in columns if column.split()[0] not in later]
        columns += [later[name] for name in APPENDED]
        # only the newest DDL gives this one a default
        columns = [column.replace("is_firefight BOOLEAN DEFAULT FALSE", "is_firefight BOOLEAN")
                   for column in columns]  # fmt: skip
    text = ", ".join(columns) + (f", {variant.more_columns}" if variant.more_columns else "")
    return text.replace("session_id VARCHAR", f"session_id {variant.session_id}")


def _id(table: str, ids: Ids) -> str:
    if ids == "none":
        return ""
    default = f" DEFAULT nextval('{table}_id_seq')" if ids == "default" else ""
    return f"id INTEGER PRIMARY KEY{default}, "


INDEXES = {
    "match_stats": ("start_time", "playlist_id", "outcome", "session_id"),
    "match_participants": ("xuid", "match_id, team_id"),
    "highlight_events": ("match_id",),
    "killer_victim_pairs": ("match_id", "killer_xuid", "victim_xuid"),
    "personal_score_awards": ("match_id", "xuid", "award_category"),
    "xuid_aliases": ("gamertag",),
}


def create_indexes(connection: duckdb.DuckDBPyConnection) -> None:
    """The old indexes, after the rows: so they cost little."""
    for table, keys in INDEXES.items():
        for number, key in enumerate(keys):
            connection.execute(f"create index idx_{table}_{number} on {table} ({key})")
