with info as (
    select * from {{ ref('int_match_info') }}
),

rosters as (
    select * from {{ ref('int_match_rosters') }}
),

history as (
    select * from {{ ref('stg_player_matches') }}
),

names as (
    select * from {{ ref('stg_assets') }}
),

ranked_playlists as (
    select * from {{ ref('int_ranked_playlists') }}
),

categories as (
    select * from {{ ref('game_variant_categories') }}
),

films as (
    select distinct match_id from {{ ref('highlight_events') }}
),

skills as (
    select distinct match_id from {{ ref('stg_player_skill') }}
),

tracked as (
    select
        match_id,
        cast(count(*) as int) as player_count
    from {{ ref('player_matches') }}
    group by match_id
),

updates as (
    select
        key as match_id,
        max(landed_at) as landed_at
    from {{ ref('stg_ledger') }}
    where feed in ('match_stats', 'match_skill', 'match_film') and status = 'ok'
    group by key
),

first_syncs as (
    select
        match_id,
        xuid,
        landed_at,
        row_number() over (partition by match_id order by sequence, run_id) as landing
    from history
),

final as (
    select
        info.match_id,
        info.started_at,
        info.ended_at,
        info.duration_seconds,
        info.playable_duration_seconds,
        info.playlist_id,
        info.playlist_version_id,
        playlists.public_name as playlist_name,
        info.map_id,
        info.map_version_id,
        maps.public_name as map_name,
        info.map_mode_pair_id,
        pairs.public_name as map_mode_pair_name,
        info.game_variant_id,
        variants.public_name as game_variant_name,
        info.game_variant_category,
        coalesce(categories.mode_category, 'Other') as mode_category,
        info.season_id,
        info.lifecycle_mode,
        coalesce(info.lifecycle_mode = 3, false) as is_matchmade,
        ranked_playlists.playlist_id is not null as is_ranked,
        coalesce(info.game_variant_category = 42, false) as is_firefight,
        info.is_team_match,
        rosters.team_0_score,
        rosters.team_1_score,
        rosters.human_count,
        rosters.bot_count,
        coalesce(tracked.player_count, 0) as player_count,
        first_syncs.xuid as first_synced_for,
        first_syncs.landed_at as first_synced_at,
        greatest(info.landed_at, coalesce(updates.landed_at, info.landed_at)) as last_updated_at,
        rosters.human_count is not null as participants_loaded,
        films.match_id is not null as events_loaded,
        skills.match_id is not null as skill_loaded,
        'api' as source
    from info
    left join rosters on info.match_id = rosters.match_id
    left join first_syncs on info.match_id = first_syncs.match_id and first_syncs.landing = 1
    left join tracked on info.match_id = tracked.match_id
    left join updates on info.match_id = updates.match_id
    left join films on info.match_id = films.match_id
    left join skills on info.match_id = skills.match_id
    left join categories on info.game_variant_category = categories.game_variant_category
    left join ranked_playlists on info.playlist_id = ranked_playlists.playlist_id
    {{ join_asset_name('playlists', 'playlist') }}
    {{ join_asset_name('maps', 'map') }}
    {{ join_asset_name('pairs', 'map_mode_pair') }}
    {{ join_asset_name('variants', 'game_variant') }}
)

select * from final
