"""stats.duckdb: a player's tables of version 4, as its newest releases made them."""

from __future__ import annotations

from ingest.legacy.export.database import (
    BUILT,
    LegacyDatabase,
    events_from,
    everything,
    named_aliases,
)
from ingest.legacy.export.marker import KEY, WRITTEN_BY

AS_THEY_ARE = (
    "match_stats", "player_match_stats", "medals_earned", "match_participants",
    "killer_victim_pairs", "personal_score_awards", "teammates_aggregate", "career_progression",
    "sessions", "mv_map_stats", "mv_mode_category_stats", "mv_session_stats", "mv_global_stats",
    "match_citations",
)  # fmt: skip
VIEWS = (*AS_THEY_ARE, "highlight_events", "xuid_aliases", "antagonists", "sync_meta")


def player_file(schema: str) -> LegacyDatabase:
    """The file of the player whose views lie in this schema."""
    return LegacyDatabase(
        tables=TABLES,
        indexes=INDEXES,
        rows={
            **everything(schema, *AS_THEY_ARE),
            "highlight_events": events_from(schema),
            "xuid_aliases": named_aliases(schema),
            # net_kills computes itself
            "antagonists": f"select * exclude (net_kills) from {BUILT}.{schema}.antagonists",
            "sync_meta": _sync_meta(schema),
        },
        reads=tuple(f"{schema}.{view}" for view in VIEWS),
        numbered=("highlight_events", "personal_score_awards"),
    )


def _sync_meta(schema: str) -> str:
    """Of somebody no run has walked yet, the newest row says when the last sync was."""
    return f"""
        select key, value, updated_at from {BUILT}.{schema}.sync_meta
        union all
        select '{KEY}', '{WRITTEN_BY}', cast(current_timestamp as timestamp)
        union all
        select 'last_sync_at', cast(max(updated_at) as varchar), max(updated_at)
        from {BUILT}.{schema}.match_stats
        having
            max(updated_at) is not null
            and not exists (from {BUILT}.{schema}.sync_meta where key = 'last_sync_at')
    """


TABLES = """
create table match_stats (
    match_id varchar primary key, start_time timestamp, end_time timestamp,
    playlist_id varchar, playlist_name varchar, map_id varchar, map_name varchar,
    pair_id varchar, pair_name varchar, game_variant_id varchar, game_variant_name varchar,
    outcome tinyint, team_id tinyint, rank smallint,
    kills smallint, deaths smallint, assists smallint, kda float, accuracy float,
    headshot_kills smallint, max_killing_spree smallint,
    time_played_seconds integer, avg_life_seconds float,
    my_team_score smallint, enemy_team_score smallint, team_mmr float, enemy_mmr float,
    damage_dealt float, damage_taken float, shots_fired integer, shots_hit integer,
    grenade_kills smallint, melee_kills smallint, power_weapon_kills smallint,
    score integer, personal_score integer, mode_category varchar,
    is_ranked boolean default false, is_firefight boolean default false,
    left_early boolean default false, session_id integer, session_label varchar,
    performance_score float, teammates_signature varchar, known_teammates_count smallint,
    is_with_friends boolean, friends_xuids varchar, created_at timestamp, updated_at timestamp,
    backfill_completed integer default 0,
    game_variant_category integer
);
create table player_match_stats (
    match_id varchar primary key, xuid varchar not null, team_id tinyint,
    team_mmr float, enemy_mmr float, kills_expected float, kills_stddev float,
    deaths_expected float, deaths_stddev float, assists_expected float, assists_stddev float,
    created_at timestamp default current_timestamp
);
create table medals_earned (
    match_id varchar, medal_name_id bigint, count smallint, primary key (match_id, medal_name_id)
);
create table match_participants (
    match_id varchar, xuid varchar, team_id integer, outcome integer, gamertag varchar,
    rank smallint, score integer, kills smallint, deaths smallint, assists smallint,
    shots_fired integer, shots_hit integer, damage_dealt float, damage_taken float,
    avg_life_seconds float, primary key (match_id, xuid)
);
create table highlight_events (
    id integer primary key default nextval('highlight_events_id_seq'),
    match_id varchar not null, event_type varchar not null, time_ms integer not null,
    xuid varchar, gamertag varchar, type_hint integer, raw_json varchar
);
create table killer_victim_pairs (
    match_id varchar not null, killer_xuid varchar not null, killer_gamertag varchar,
    victim_xuid varchar not null, victim_gamertag varchar, kill_count integer default 1,
    time_ms integer, is_validated boolean default false,
    created_at timestamp default current_timestamp
);
create table personal_score_awards (
    id integer primary key default nextval('personal_score_awards_id_seq'),
    match_id varchar not null, xuid varchar not null, award_name varchar not null,
    award_category varchar, award_count integer default 1, award_score integer default 0,
    created_at timestamp default current_timestamp
);
create table match_citations (
    match_id varchar not null, citation_name_norm varchar not null, value integer not null,
    primary key (match_id, citation_name_norm)
);
create table xuid_aliases (
    xuid varchar primary key, gamertag varchar not null, last_seen timestamp, source varchar,
    updated_at timestamp default current_timestamp
);
create table teammates_aggregate (
    teammate_xuid varchar primary key, teammate_gamertag varchar,
    matches_together integer default 0, same_team_count integer default 0,
    opposite_team_count integer default 0, wins_together integer default 0,
    losses_together integer default 0, first_played timestamp, last_played timestamp,
    computed_at timestamp
);
create table antagonists (
    opponent_xuid varchar primary key, opponent_gamertag varchar,
    times_killed integer default 0, times_killed_by integer default 0,
    matches_against integer default 0, last_encounter timestamp,
    net_kills integer generated always as (times_killed - times_killed_by)
);
create table career_progression (
    id integer primary key, xuid varchar not null, rank integer not null, rank_name varchar,
    rank_tier varchar, current_xp integer, xp_for_next_rank integer, xp_total integer,
    is_max_rank boolean default false, adornment_path varchar,
    recorded_at timestamp default current_timestamp
);
create table sessions (
    session_id integer primary key, start_time timestamp, end_time timestamp,
    match_count integer, total_kills integer, total_deaths integer, total_assists integer,
    avg_kda float, avg_accuracy float, performance_score float
);
create table sync_meta (
    key varchar primary key, value varchar, updated_at timestamp default current_timestamp
);
create table mv_map_stats (
    map_id varchar primary key, map_name varchar, matches_played integer,
    wins integer, losses integer, ties integer, avg_kills double, avg_deaths double,
    avg_assists double, avg_accuracy double, avg_kda double, win_rate double,
    updated_at timestamp
);
create table mv_mode_category_stats (
    mode_category varchar primary key, matches_played integer, avg_kills double,
    avg_deaths double, avg_assists double, avg_kda double, avg_accuracy double,
    win_rate double, updated_at timestamp
);
create table mv_session_stats (
    session_id integer primary key, match_count integer, start_time timestamp,
    end_time timestamp, total_kills integer, total_deaths integer, total_assists integer,
    kd_ratio double, win_rate double, avg_accuracy double, avg_life_seconds double,
    updated_at timestamp
);
create table mv_global_stats (
    stat_key varchar primary key, stat_value double, updated_at timestamp
);
-- The warehouse has nothing for these four; the old application expects to find them.
create table skill_history (
    playlist_id varchar, recorded_at timestamp, csr integer, tier varchar, division integer,
    matches_played integer, primary key (playlist_id, recorded_at)
);
create table backfill_status (
    match_id varchar not null,
    attempted_medals boolean default false, attempted_events boolean default false,
    attempted_skill boolean default false, attempted_personal_scores boolean default false,
    attempted_performance_scores boolean default false, attempted_aliases boolean default false,
    attempted_accuracy boolean default false, attempted_shots boolean default false,
    attempted_enemy_mmr boolean default false, attempted_assets boolean default false,
    attempted_participants boolean default false,
    attempted_participants_scores boolean default false,
    attempted_participants_kda boolean default false,
    attempted_participants_shots boolean default false,
    attempted_participants_damage boolean default false,
    last_attempt_at timestamp default current_timestamp
);
create table media_files (
    file_path varchar primary key, file_hash varchar not null, file_name varchar not null,
    file_size bigint not null, file_ext varchar not null, kind varchar not null,
    mtime double not null, mtime_paris_epoch double not null, thumbnail_path varchar,
    thumbnail_generated_at timestamp, first_seen_at timestamp default current_timestamp,
    last_scan_at timestamp default current_timestamp, scan_version integer default 2,
    capture_start_utc timestamp, capture_end_utc timestamp, duration_seconds double,
    title varchar, status varchar default 'active'
);
create table media_match_associations (
    media_path varchar, match_id varchar, xuid varchar, match_start_time timestamp not null,
    association_confidence double default 1.0,
    associated_at timestamp default current_timestamp, map_id varchar, map_name varchar,
    primary key (media_path, match_id, xuid)
);
"""
INDEXES = """
create index idx_match_stats_time on match_stats (start_time);
create index idx_match_stats_playlist on match_stats (playlist_id);
create index idx_match_stats_outcome on match_stats (outcome);
create index idx_match_stats_session on match_stats (session_id);
create index idx_participants_xuid on match_participants (xuid);
create index idx_mp_xuid on match_participants (xuid);
create index idx_participants_team on match_participants (match_id, team_id);
create index idx_mp_team on match_participants (match_id, team_id);
create index idx_highlight_match on highlight_events (match_id);
create index idx_kv_match on killer_victim_pairs (match_id);
create index idx_kv_killer on killer_victim_pairs (killer_xuid);
create index idx_kv_victim on killer_victim_pairs (victim_xuid);
create index idx_awards_match on personal_score_awards (match_id);
create index idx_awards_xuid on personal_score_awards (xuid);
create index idx_awards_category on personal_score_awards (award_category);
create index idx_citations_name on match_citations (citation_name_norm);
create index idx_aliases_gamertag on xuid_aliases (gamertag);
create index idx_career_xuid on career_progression (xuid);
create index idx_career_date on career_progression (recorded_at);
create index idx_media_hash on media_files (file_hash);
create index idx_media_kind on media_files (kind);
create index idx_media_mtime on media_files (mtime_paris_epoch);
create index idx_assoc_match on media_match_associations (match_id, xuid);
create index idx_assoc_media on media_match_associations (media_path);
create index idx_assoc_time on media_match_associations (match_start_time);
create index idx_assoc_xuid on media_match_associations (xuid);
"""
