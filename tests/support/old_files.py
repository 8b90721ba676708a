"""Old tables that hold no rows, and those without a view here."""

from __future__ import annotations

# of a player's file: the warehouse has nothing for them
EMPTY_TABLES = {
    "skill_history": """
        playlist_id VARCHAR, recorded_at TIMESTAMP, csr INTEGER, tier VARCHAR, division INTEGER,
        matches_played INTEGER
    """,
    "backfill_status": """
        match_id VARCHAR, attempted_medals BOOLEAN, attempted_events BOOLEAN,
        attempted_skill BOOLEAN, attempted_personal_scores BOOLEAN,
        attempted_performance_scores BOOLEAN, attempted_aliases BOOLEAN,
        attempted_accuracy BOOLEAN, attempted_shots BOOLEAN, attempted_enemy_mmr BOOLEAN,
        attempted_assets BOOLEAN, attempted_participants BOOLEAN,
        attempted_participants_scores BOOLEAN, attempted_participants_kda BOOLEAN,
        attempted_participants_shots BOOLEAN, attempted_participants_damage BOOLEAN,
        last_attempt_at TIMESTAMP
    """,
    "media_files": """
        file_path VARCHAR, file_hash VARCHAR, file_name VARCHAR, file_size BIGINT,
        file_ext VARCHAR, kind VARCHAR, mtime DOUBLE, mtime_paris_epoch DOUBLE,
        thumbnail_path VARCHAR, thumbnail_generated_at TIMESTAMP, first_seen_at TIMESTAMP,
        last_scan_at TIMESTAMP, scan_version INTEGER, capture_start_utc TIMESTAMP,
        capture_end_utc TIMESTAMP, duration_seconds DOUBLE, title VARCHAR, status VARCHAR
    """,
    "media_match_associations": """
        media_path VARCHAR, match_id VARCHAR, xuid VARCHAR, match_start_time TIMESTAMP,
        association_confidence DOUBLE, associated_at TIMESTAMP, map_id VARCHAR, map_name VARCHAR
    """,
}
ASSET = "asset_id VARCHAR, version_id VARCHAR, public_name VARCHAR, description VARCHAR"
TIMES = "created_at TIMESTAMP, updated_at TIMESTAMP"
OLD_METADATA = {
    "playlists": f"{ASSET}, is_ranked BOOLEAN, category VARCHAR, raw_json JSON, {TIMES}",
    "maps": f"{ASSET}, thumbnail_path VARCHAR, raw_json JSON, {TIMES}",
    "playlist_map_mode_pairs": f"{ASSET}, raw_json JSON, {TIMES}",
    "game_variants": f"{ASSET}, category VARCHAR, raw_json JSON, {TIMES}",
    "players": f"""
        xuid VARCHAR, gamertag VARCHAR, service_tag VARCHAR, emblem_path VARCHAR,
        backdrop_path VARCHAR, career_rank INTEGER, last_seen_at TIMESTAMP, {TIMES}
    """,
    "career_ranks": """
        rank_id INTEGER, tier_name_en VARCHAR, tier_name_fr VARCHAR, tier_type VARCHAR,
        grade INTEGER, xp_required INTEGER, sprite_path VARCHAR
    """,
    "medal_definitions": """
        name_id BIGINT, name_en VARCHAR, name_fr VARCHAR, description_en VARCHAR,
        description_fr VARCHAR, difficulty VARCHAR, sprite_path VARCHAR, created_at TIMESTAMP
    """,
    "citation_mappings": f"""
        citation_name_norm VARCHAR, citation_name_display VARCHAR, mapping_type VARCHAR,
        medal_id BIGINT, medal_ids VARCHAR, stat_name VARCHAR, award_name VARCHAR,
        award_category VARCHAR, custom_function VARCHAR, confidence VARCHAR, notes VARCHAR,
        enabled BOOLEAN, {TIMES}
    """,
    "migration_meta": "key VARCHAR, value VARCHAR, updated_at TIMESTAMP",
}
OLD_VERSION = {"schema_version": "version INTEGER, description VARCHAR, applied_at TIMESTAMP"}
