"""The v5 tables and the statements that filled them, mistakes included."""

from __future__ import annotations

NOW = "timestamp '2026-02-15 09:00'"
PAIRS = """
    match_id VARCHAR NOT NULL, killer_xuid VARCHAR NOT NULL, killer_gamertag VARCHAR,
    victim_xuid VARCHAR NOT NULL, victim_gamertag VARCHAR, kill_count INTEGER DEFAULT 1,
    time_ms INTEGER, is_validated BOOLEAN DEFAULT FALSE,
    created_at TIMESTAMP DEFAULT current_timestamp
"""
TABLES = {
    "match_registry": """
        match_id VARCHAR PRIMARY KEY, start_time TIMESTAMP NOT NULL, end_time TIMESTAMP,
        playlist_id VARCHAR, playlist_name VARCHAR, map_id VARCHAR, map_name VARCHAR,
        pair_id VARCHAR, pair_name VARCHAR, game_variant_id VARCHAR, game_variant_name VARCHAR,
        mode_category VARCHAR, is_ranked BOOLEAN DEFAULT FALSE, is_firefight BOOLEAN DEFAULT FALSE,
        duration_seconds INTEGER, team_0_score SMALLINT, team_1_score SMALLINT,
        backfill_completed INTEGER DEFAULT 0, participants_loaded BOOLEAN DEFAULT FALSE,
        events_loaded BOOLEAN DEFAULT FALSE, medals_loaded BOOLEAN DEFAULT FALSE,
        first_sync_by VARCHAR, first_sync_at TIMESTAMP, last_updated_at TIMESTAMP,
        player_count SMALLINT DEFAULT 0, created_at TIMESTAMP DEFAULT current_timestamp,
        updated_at TIMESTAMP DEFAULT current_timestamp""",
    "match_participants": """
        match_id VARCHAR NOT NULL, xuid VARCHAR NOT NULL, gamertag VARCHAR, team_id INTEGER,
        outcome INTEGER, rank SMALLINT, score INTEGER, kills SMALLINT, deaths SMALLINT,
        assists SMALLINT, shots_fired INTEGER, shots_hit INTEGER, damage_dealt FLOAT,
        damage_taken FLOAT, created_at TIMESTAMP DEFAULT current_timestamp,
        PRIMARY KEY (match_id, xuid)""",
    "highlight_events": """
        id INTEGER PRIMARY KEY DEFAULT nextval('highlight_events_id_seq'),
        match_id VARCHAR NOT NULL, event_type VARCHAR NOT NULL, time_ms INTEGER,
        killer_xuid VARCHAR, killer_gamertag VARCHAR, victim_xuid VARCHAR,
        victim_gamertag VARCHAR, type_hint INTEGER, raw_json VARCHAR,
        created_at TIMESTAMP DEFAULT current_timestamp""",
    "killer_victim_pairs": PAIRS,
    "medals_earned": """
        match_id VARCHAR NOT NULL, xuid VARCHAR NOT NULL, medal_name_id BIGINT NOT NULL,
        count SMALLINT NOT NULL, created_at TIMESTAMP DEFAULT current_timestamp,
        PRIMARY KEY (match_id, xuid, medal_name_id)""",
    "xuid_aliases": """
        xuid VARCHAR PRIMARY KEY, gamertag VARCHAR NOT NULL, last_seen TIMESTAMP, source VARCHAR,
        updated_at TIMESTAMP DEFAULT current_timestamp""",
    "schema_version": """
        version INTEGER PRIMARY KEY, description VARCHAR NOT NULL,
        applied_at TIMESTAMP DEFAULT current_timestamp""",
}
INDEXES = (
    "create index idx_registry_time on match_registry (start_time)",
    "create index idx_registry_map on match_registry (map_id)",
    "create index idx_participants_xuid on match_participants (xuid)",
    "create index idx_events_match on highlight_events (match_id)",
    "create index idx_medals_xuid on medals_earned (xuid)",
)
ASSETS = """playlist_id, playlist_name, map_id, map_name, pair_id, pair_name, game_variant_id,
    game_variant_name"""
PERSON = """match_id, xuid, gamertag, team_id, outcome, rank, score, kills, deaths, assists,
    shots_fired, shots_hit, damage_dealt, damage_taken"""
STEPS = (
    # my score is called team 0's, the time played is called the match's, flags are all set
    f"""
    insert or ignore into match_registry (
        match_id, start_time, end_time, {ASSETS}, mode_category, is_ranked, is_firefight,
        duration_seconds, team_0_score, team_1_score, backfill_completed, participants_loaded,
        events_loaded, medals_loaded, first_sync_by, first_sync_at, last_updated_at, player_count,
        created_at, updated_at)
    select match_id, start_time, end_time, {ASSETS}, mode_category, is_ranked,
        coalesce(is_firefight, false), time_played_seconds, my_team_score, enemy_team_score,
        backfill_completed, true, true, true, $gamertag, {NOW}, {NOW}, 1, {NOW}, {NOW}
    from player.match_stats""",
    f"""
    insert or ignore into match_participants ({PERSON}, created_at)
    select {PERSON}, {NOW} from player.match_participants
    where match_id in (select match_id from player.match_stats)""",
    # whose event it is becomes its killer, or its victim if it is a death
    f"""
    insert into highlight_events (match_id, event_type, time_ms, killer_xuid, killer_gamertag,
        victim_xuid, victim_gamertag, type_hint, raw_json, created_at)
    select match_id, event_type, time_ms,
        case when lower(event_type) != 'death' then xuid end, gamertag,
        case when lower(event_type) = 'death' then xuid end, gamertag,
        type_hint, raw_json, {NOW}
    from player.highlight_events
    where match_id in (select match_id from player.match_stats)
        and match_id not in (select match_id from highlight_events)
    order by rowid""",
    f"""
    insert or ignore into medals_earned
    select match_id, $xuid, medal_name_id, count, {NOW} from player.medals_earned
    where match_id in (select match_id from player.match_stats)""",
    f"""
    insert or replace into xuid_aliases
    select xuid, gamertag, last_seen, 'migration', {NOW} from player.xuid_aliases""",
)
FINALE_COLUMNS = (
    "avg_life_seconds FLOAT", "headshot_kills SMALLINT", "max_killing_spree SMALLINT",
    "kda FLOAT", "accuracy FLOAT", "time_played_seconds INTEGER", "grenade_kills SMALLINT",
    "melee_kills SMALLINT", "power_weapon_kills SMALLINT", "personal_score INTEGER",
    "team_mmr FLOAT", "kills_expected FLOAT", "kills_stddev FLOAT", "deaths_expected FLOAT",
    "deaths_stddev FLOAT", "assists_expected FLOAT", "assists_stddev FLOAT",
)  # fmt: skip
_OF_MATCH = (
    "avg_life_seconds", "headshot_kills", "max_killing_spree", "kda", "accuracy",
    "time_played_seconds", "grenade_kills", "melee_kills", "power_weapon_kills", "personal_score",
)  # fmt: skip
_OF_SKILL = (
    "team_mmr", "kills_expected", "kills_stddev", "deaths_expected", "deaths_stddev",
    "assists_expected", "assists_stddev",
)  # fmt: skip


def finale_update() -> str:
    """Only the owner's own row gets the new columns, from its match_stats and skill."""
    own = [f"{name} = own.{name}" for name in _OF_MATCH]
    skill = [f"{name} = skilled.{name}" for name in _OF_SKILL]
    return f"""
        update match_participants set {", ".join(own + skill)}
        from player.match_stats as own
        left join player.player_match_stats as skilled on skilled.match_id = own.match_id
        where own.match_id = match_participants.match_id and match_participants.xuid = $xuid"""


DROPPED = (
    "match_stats", "match_participants", "highlight_events", "medals_earned",
    "killer_victim_pairs", "teammates_aggregate", "player_match_stats", "xuid_aliases",
)  # fmt: skip
ENRICHMENT = """
    match_id VARCHAR PRIMARY KEY, performance_score FLOAT, session_id VARCHAR,
    session_label VARCHAR, is_with_friends BOOLEAN, teammates_signature VARCHAR,
    known_teammates_count SMALLINT, friends_xuids VARCHAR,
    created_at TIMESTAMP DEFAULT current_timestamp, updated_at TIMESTAMP DEFAULT current_timestamp
"""
ENRICH = f"""
    insert into player_match_enrichment
    select match_id, performance_score, cast(session_id as varchar), session_label,
        is_with_friends, teammates_signature, known_teammates_count, friends_xuids, {NOW}, {NOW}
    from match_stats order by match_id
"""
