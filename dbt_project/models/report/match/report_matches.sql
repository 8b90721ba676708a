with registry as (
    select * from {{ ref('match_registry') }}
),

films as (
    select * from {{ ref('match_films') }}
),

availability as (
    select * from {{ ref('film_availability') }}
),

final as (
    select
        registry.match_id,
        registry.started_at,
        availability.started_at_local,
        round(registry.duration_seconds, 1) as duration_seconds,
        registry.map_name,
        registry.map_name_fr,
        registry.playlist_name,
        registry.playlist_name_fr,
        registry.mode_category,
        registry.mode_category_fr,
        registry.game_variant_name,
        registry.game_variant_name_fr,
        registry.season_name,
        registry.is_ranked,
        registry.is_firefight,
        registry.is_team_match,
        registry.team_0_score,
        registry.team_1_score,
        registry.player_count,
        registry.participants_loaded,
        registry.skill_loaded,
        registry.events_loaded,
        availability.availability as film_availability,
        films.film_coverage,
        films.certain_pairs_share,
        films.film_length_ms,
        films.clock_offset_ms
    from registry
    left join films on registry.match_id = films.match_id
    left join availability on registry.match_id = availability.match_id
)

select * from final
