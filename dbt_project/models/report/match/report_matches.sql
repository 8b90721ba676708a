with registry as (
    select * from {{ ref('match_registry') }}
),

availability as (
    select * from {{ ref('film_availability') }}
),

zone as (
    select * from {{ ref('int_default_time_zone') }}
),

final as (
    select
        registry.match_id,
        registry.started_at,
        availability.started_at_local,
        zone.timezone,
        round(registry.duration_seconds, 1) as duration_seconds,
        registry.map_name,
        registry.map_name_fr,
        registry.playlist_name,
        registry.playlist_name_fr,
        registry.mode_category,
        registry.mode_category_fr,
        registry.season_name,
        registry.is_ranked,
        registry.is_firefight,
        registry.is_team_match,
        registry.team_0_score,
        registry.team_1_score,
        registry.player_count,
        availability.availability as film_availability
    from registry
    left join availability on registry.match_id = availability.match_id
    cross join zone
)

select * from final
