"""metadata.duckdb: names of what matches refer to by id."""

from __future__ import annotations

from ingest.legacy.export import citations
from ingest.legacy.export.database import BUILT, LegacyDatabase
from ingest.legacy.export.marker import KEY, WRITTEN_BY


def _assets(table: str, id_column: str) -> str:
    """Where only the id is known, the old application too wrote an empty version."""
    return f"""
        select
            {id_column} as asset_id,
            coalesce(version_id, '') as version_id,
            name as public_name,
            description
        from {BUILT}.core.{table}
    """


ROWS = {
    "playlists": f"""
        select
            assets.*,
            coalesce(played.is_ranked, false) as is_ranked
        from ({_assets("playlists", "playlist_id")}) as assets
        left join (
            select playlist_id, bool_or(is_ranked) as is_ranked
            from {BUILT}.core.match_registry
            group by playlist_id
        ) as played on assets.asset_id = played.playlist_id
    """,
    "maps": _assets("maps", "map_id"),
    "playlist_map_mode_pairs": _assets("map_mode_pairs", "map_mode_pair_id"),
    "game_variants": _assets("game_variants", "game_variant_id"),
    "medal_definitions": f"""
        select
            medal_id as name_id, name_en, name_fr, description_en, description_fr, difficulty
        from {BUILT}.core.medals
    """,
    "career_ranks": f"""
        select
            career_rank as rank_id,
            title as tier_name_en,
            tier_type,
            grade,
            xp_required,
            icon_path as sprite_path
        from {BUILT}.core.career_ranks
    """,
    "players": f"""
        select
            tracked.xuid,
            tracked.gamertag,
            coalesce(career.career_rank, 0) as career_rank,
            aliases.last_seen_at
        from {BUILT}.core.tracked_players as tracked
        left join (
            select xuid, max_by(career_rank, recorded_at) as career_rank
            from {BUILT}.marts.player_career
            where career_rank is not null
            group by xuid
        ) as career on tracked.xuid = career.xuid
        left join {BUILT}.core.xuid_aliases as aliases
            on tracked.xuid = aliases.xuid and aliases.is_current
        where tracked.gamertag is not null
    """,
    "citation_mappings": citations.ROWS,
    "migration_meta": f"select '{KEY}' as key, '{WRITTEN_BY}' as value",
}
TABLES = f"""
{citations.TABLE}
create table playlists (
    asset_id varchar, version_id varchar, public_name varchar, description varchar,
    is_ranked boolean default false, category varchar, raw_json json,
    created_at timestamp default current_timestamp,
    updated_at timestamp default current_timestamp, primary key (asset_id, version_id)
);
create table maps (
    asset_id varchar, version_id varchar, public_name varchar, description varchar,
    thumbnail_path varchar, raw_json json, created_at timestamp default current_timestamp,
    updated_at timestamp default current_timestamp, primary key (asset_id, version_id)
);
create table playlist_map_mode_pairs (
    asset_id varchar, version_id varchar, public_name varchar, description varchar,
    raw_json json, created_at timestamp default current_timestamp,
    updated_at timestamp default current_timestamp, primary key (asset_id, version_id)
);
create table game_variants (
    asset_id varchar, version_id varchar, public_name varchar, description varchar,
    category varchar, raw_json json, created_at timestamp default current_timestamp,
    updated_at timestamp default current_timestamp, primary key (asset_id, version_id)
);
create table medal_definitions (
    name_id bigint primary key, name_en varchar, name_fr varchar, description_en varchar,
    description_fr varchar, difficulty varchar, sprite_path varchar,
    created_at timestamp default current_timestamp
);
create table career_ranks (
    rank_id integer primary key, tier_name_en varchar, tier_name_fr varchar, tier_type varchar,
    grade integer, xp_required integer, sprite_path varchar
);
create table players (
    xuid varchar primary key, gamertag varchar not null, service_tag varchar,
    emblem_path varchar, backdrop_path varchar, career_rank integer default 0,
    last_seen_at timestamp, created_at timestamp default current_timestamp,
    updated_at timestamp default current_timestamp
);
create table migration_meta (
    key varchar primary key, value varchar, updated_at timestamp default current_timestamp
);
"""
INDEXES = """
create index idx_playlists_asset_id on playlists (asset_id);
create index idx_maps_asset_id on maps (asset_id);
create index idx_pairs_asset_id on playlist_map_mode_pairs (asset_id);
create index idx_variants_asset_id on game_variants (asset_id);
"""
METADATA_FILE = LegacyDatabase(
    tables=TABLES,
    indexes=INDEXES,
    rows=ROWS,
    reads=(
        "core.playlists", "core.maps", "core.map_mode_pairs", "core.game_variants", "core.medals",
        "core.career_ranks", "core.tracked_players", "core.xuid_aliases", "core.match_registry",
        "marts.player_career", "reference.commendations",
    ),
)  # fmt: skip
