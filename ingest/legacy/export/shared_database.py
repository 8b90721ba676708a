"""shared_matches.duckdb: what version 5 keeps of all players together."""

from __future__ import annotations

from ingest.legacy.export.database import LegacyDatabase, events_from, everything, named_aliases
from ingest.legacy.export.marker import SHARED_NOTE

AS_THEY_ARE = ("match_registry", "match_participants", "killer_victim_pairs", "medals_earned")
VIEWS = (*AS_THEY_ARE, "highlight_events", "xuid_aliases")
WITH_32_COLUMNS = 6
"""The old schema version since which participants have all their columns."""

TABLES = """
-- Unlike the old one, this registry keeps a match without a known start.
create table match_registry (
    match_id varchar primary key, start_time timestamp, end_time timestamp,
    playlist_id varchar, playlist_name varchar, map_id varchar, map_name varchar,
    pair_id varchar, pair_name varchar, game_variant_id varchar, game_variant_name varchar,
    mode_category varchar, is_ranked boolean default false, is_firefight boolean default false,
    duration_seconds integer, team_0_score smallint, team_1_score smallint,
    backfill_completed integer default 0, participants_loaded boolean default false,
    events_loaded boolean default false, medals_loaded boolean default false,
    first_sync_by varchar, first_sync_at timestamp, last_updated_at timestamp,
    player_count smallint default 0, created_at timestamp default current_timestamp,
    updated_at timestamp default current_timestamp
);
create table match_participants (
    match_id varchar, xuid varchar, gamertag varchar, team_id integer, outcome integer,
    rank smallint, score integer, kills smallint, deaths smallint, assists smallint,
    shots_fired integer, shots_hit integer, damage_dealt float, damage_taken float,
    created_at timestamp default current_timestamp, avg_life_seconds float,
    headshot_kills smallint, max_killing_spree smallint, kda float, accuracy float,
    time_played_seconds integer, grenade_kills smallint, melee_kills smallint,
    power_weapon_kills smallint, personal_score integer, team_mmr float,
    kills_expected float, kills_stddev float, deaths_expected float, deaths_stddev float,
    assists_expected float, assists_stddev float, primary key (match_id, xuid)
);
create table highlight_events (
    id integer primary key default nextval('highlight_events_id_seq'),
    match_id varchar not null, event_type varchar not null, time_ms integer,
    killer_xuid varchar, killer_gamertag varchar, victim_xuid varchar, victim_gamertag varchar,
    type_hint integer, raw_json varchar, created_at timestamp default current_timestamp
);
create table killer_victim_pairs (
    match_id varchar not null, killer_xuid varchar not null, killer_gamertag varchar,
    victim_xuid varchar not null, victim_gamertag varchar, kill_count integer default 1,
    time_ms integer, is_validated boolean default false,
    created_at timestamp default current_timestamp
);
create table medals_earned (
    match_id varchar, xuid varchar, medal_name_id bigint, count smallint not null,
    created_at timestamp default current_timestamp, primary key (match_id, xuid, medal_name_id)
);
create table xuid_aliases (
    xuid varchar primary key, gamertag varchar not null, last_seen timestamp, source varchar,
    updated_at timestamp default current_timestamp
);
create table schema_version (
    version integer primary key, description varchar not null,
    applied_at timestamp default current_timestamp
);
"""
INDEXES = """
create index idx_registry_time on match_registry (start_time);
create index idx_registry_playlist on match_registry (playlist_id);
create index idx_registry_map on match_registry (map_id);
create index idx_registry_player_count on match_registry (player_count);
create index idx_registry_mode on match_registry (mode_category);
create index idx_participants_xuid on match_participants (xuid);
create index idx_participants_match on match_participants (match_id);
create index idx_participants_team on match_participants (match_id, team_id);
create index idx_events_match on highlight_events (match_id);
create index idx_events_killer on highlight_events (killer_xuid);
create index idx_events_victim on highlight_events (victim_xuid);
create index idx_kv_match on killer_victim_pairs (match_id);
create index idx_kv_killer on killer_victim_pairs (killer_xuid);
create index idx_kv_victim on killer_victim_pairs (victim_xuid);
create index idx_medals_match on medals_earned (match_id);
create index idx_medals_xuid on medals_earned (xuid);
create index idx_medals_match_xuid on medals_earned (match_id, xuid);
create index idx_aliases_gamertag on xuid_aliases (gamertag);
"""
SHARED_FILE = LegacyDatabase(
    tables=TABLES,
    indexes=INDEXES,
    rows={
        **everything("shared", *AS_THEY_ARE),
        "highlight_events": events_from("shared"),
        "xuid_aliases": named_aliases("shared"),
        "schema_version": f"select {WITH_32_COLUMNS} as version, '{SHARED_NOTE}' as description",
    },
    reads=tuple(f"shared.{view}" for view in VIEWS),
    numbered=("highlight_events",),
)
