with info as (
    select * from {{ ref('int_match_info') }}
),

rosters as (
    select * from {{ ref('int_match_rosters') }}
),

names as (
    select * from {{ ref('int_match_names') }}
),

landings as (
    select * from {{ ref('int_match_landings') }}
),

ranked_playlists as (
    select * from {{ ref('int_ranked_playlists') }}
),

categories as (
    select * from {{ ref('game_variant_categories') }}
),

provenance as (
    select * from {{ ref('int_match_provenance') }}
),

completeness as (
    select * from {{ ref('int_legacy_completeness') }}
),

tracked as (
    select
        match_id,
        cast(count(*) as int) as player_count
    from {{ ref('player_matches') }}
    group by match_id
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
        names.playlist_name,
        names.playlist_latest_name,
        names.playlist_name_fr,
        info.map_id,
        info.map_version_id,
        names.map_name,
        names.map_latest_name,
        info.map_mode_pair_id,
        info.map_mode_pair_version_id,
        names.map_mode_pair_name,
        names.map_mode_pair_latest_name,
        info.game_variant_id,
        info.game_variant_version_id,
        names.game_variant_name,
        names.game_variant_latest_name,
        names.game_variant_name_fr,
        info.game_variant_category,
        coalesce(categories.mode_category, 'Other') as mode_category,
        coalesce(categories.mode_category_fr, 'Autre') as mode_category_fr,
        info.season_id,
        info.lifecycle_mode,
        info.playlist_experience,
        info.gameplay_interaction,
        info.level_id,
        -- a custom game has no playlist
        coalesce(
            info.lifecycle_mode = 3, info.source = 'legacy' and info.playlist_id is not null, false
        ) as is_matchmade,
        ranked_playlists.playlist_id is not null
        or (info.source = 'legacy' and coalesce(migrated.is_ranked, false)) as is_ranked,
        coalesce(info.game_variant_category = 42, false)
        or (info.source = 'legacy' and coalesce(migrated.is_firefight, false)) as is_firefight,
        info.is_team_match,
        rosters.team_0_score,
        rosters.team_1_score,
        rosters.team_0_rounds_won,
        rosters.team_1_rounds_won,
        rosters.human_count,
        rosters.bot_count,
        coalesce(tracked.player_count, 0) as player_count,
        landings.first_synced_for,
        landings.first_synced_at,
        greatest(info.landed_at, coalesce(landings.last_updated_at, info.landed_at))
            as last_updated_at,
        rosters.human_count is not null as participants_loaded,
        coalesce(provenance.has_events, false) as events_loaded,
        coalesce(provenance.has_skill, false) as skill_loaded,
        coalesce(completeness.is_incomplete and provenance.is_migrated, false) as is_incomplete,
        case when info.source = 'legacy' then migrated.start_basis else 'api' end as start_basis,
        case
            when info.source = 'api' and not coalesce(provenance.is_migrated, false) then 'api'
            when info.source = 'legacy' and not coalesce(provenance.is_answered, false)
                then 'legacy'
            else 'mixed'
        end as source
    from info
    left join rosters on info.match_id = rosters.match_id
    left join names on info.match_id = names.match_id
    left join landings on info.match_id = landings.match_id
    left join tracked on info.match_id = tracked.match_id
    left join provenance on info.match_id = provenance.match_id
    left join {{ ref('int_legacy_matches') }} as migrated on info.match_id = migrated.match_id
    left join completeness on info.match_id = completeness.match_id
    left join categories
        on
            coalesce(info.game_variant_category, case when migrated.is_firefight then 42 end)
            = categories.game_variant_category
    left join ranked_playlists on info.playlist_id = ranked_playlists.playlist_id
)

select * from final
