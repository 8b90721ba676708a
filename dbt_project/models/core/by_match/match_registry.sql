with info as (
    select * from {{ of_changed_matches(ref('int_match_info')) }}
),

rosters as (
    select * from {{ ref('int_match_rosters') }}
),

names as (
    select * from {{ of_changed_matches(ref('int_match_names')) }}
),

landings as (
    select * from {{ ref('int_match_landings') }}
),

categories as (
    select * from {{ ref('game_variant_categories') }}
),

kinds as (
    select * from {{ ref('int_match_kinds') }}
),

tracked as (
    select
        match_id,
        cast(count(*) as int) as player_count
    from {{ of_changed_matches(ref('player_matches')) }}
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
        names.map_name_fr,
        info.map_mode_pair_id,
        info.map_mode_pair_version_id,
        names.map_mode_pair_name,
        names.map_mode_pair_latest_name,
        names.map_mode_pair_name_fr,
        info.game_variant_id,
        info.game_variant_version_id,
        names.game_variant_name,
        names.game_variant_latest_name,
        names.game_variant_name_fr,
        info.game_variant_category,
        coalesce(categories.mode_category, 'Other') as mode_category,
        coalesce(categories.mode_category_fr, 'Autre') as mode_category_fr,
        info.season_id,
        names.season_number,
        names.season_name,
        names.season_started_at,
        names.season_ended_at,
        info.lifecycle_mode,
        info.playlist_experience,
        info.gameplay_interaction,
        info.level_id,
        kinds.is_matchmade,
        kinds.is_ranked,
        kinds.is_firefight,
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
        kinds.events_loaded,
        kinds.skill_loaded,
        kinds.is_incomplete,
        kinds.start_basis,
        kinds.source
    from info
    left join rosters on info.match_id = rosters.match_id
    left join names on info.match_id = names.match_id
    left join landings on info.match_id = landings.match_id
    left join tracked on info.match_id = tracked.match_id
    left join kinds on info.match_id = kinds.match_id
    left join categories on kinds.named_category = categories.game_variant_category
)

select * from final
