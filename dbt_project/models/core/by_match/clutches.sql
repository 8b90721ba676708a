with deaths_around as (
    select * from {{ of_changed_matches(ref('int_deaths_around_kills')) }}
),

dead as (
    select * from {{ ref('int_dead_at_kills') }}
),

films as (
    select * from {{ of_changed_matches(ref('match_films')) }}
),

final as (
    select
        kills.match_id,
        kills.event_index as kill_index,
        cast(kills.time_ms as int) as time_ms,
        try_cast(kills.time_ms + films.clock_offset_ms as int) as match_time_ms,
        kills.xuid,
        kills.team_id,
        kills.opponent_xuid as victim_xuid,
        cast(dead.teammates_dead as int) as teammates_dead,
        cast(dead.opponents_dead as int) as opponents_dead,
        not kills.is_dead_soon as is_won,
        kills.pair_quality,
        films.film_coverage
    from deaths_around as kills
    inner join dead
        on kills.match_id = dead.match_id and kills.place = dead.place
    left join films on kills.match_id = films.match_id
    where dead.teammates_dead > dead.opponents_dead and not kills.is_dead
)

select * from final
