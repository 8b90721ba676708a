with registry as (
    select * from {{ ref('match_registry') }}
),

aliases as (
    select * from {{ ref('xuid_aliases') }}
    where is_current
),

final as (
    select
        registry.match_id,
        registry.started_at as start_time,
        registry.ended_at as end_time,
        registry.playlist_id,
        registry.playlist_name,
        registry.map_id,
        registry.map_name,
        registry.map_mode_pair_id as pair_id,
        registry.map_mode_pair_name as pair_name,
        registry.game_variant_id,
        registry.game_variant_name,
        {{ legacy_mode_category('registry.map_mode_pair_name') }} as mode_category,
        registry.is_ranked,
        registry.is_firefight,
        try_cast(registry.duration_seconds as int) as duration_seconds,
        try_cast(registry.team_0_score as smallint) as team_0_score,
        try_cast(registry.team_1_score as smallint) as team_1_score,
        {{ backfill_mask('registry') }} as backfill_completed,
        registry.participants_loaded,
        registry.events_loaded,
        registry.participants_loaded as medals_loaded,
        aliases.gamertag as first_sync_by,
        registry.first_synced_at as first_sync_at,
        registry.last_updated_at,
        try_cast(registry.player_count as smallint) as player_count,
        registry.first_synced_at as created_at,
        registry.last_updated_at as updated_at
    from registry
    left join aliases on registry.first_synced_for = aliases.xuid
)

select * from final
