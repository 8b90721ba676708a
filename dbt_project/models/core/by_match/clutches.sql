{%- set respawn_ms = milliseconds('respawn_seconds') -%}

with actions as (
    select * from {{ ref('int_film_actions') }}
    where first_team_id is not null and team_id is not null
),

films as (
    select * from {{ of_changed_matches(ref('match_films')) }}
),

kills as (
    select * from actions
    where event_type = 'kill'
),

deaths as (
    select * from actions
    where event_type = 'death'
),

-- Who was dead at the time of a kill, of both teams.
counted as (
    select
        kills.match_id,
        kills.event_index,
        count(distinct case when deaths.team_id = kills.team_id then deaths.xuid end)
            as teammates_dead,
        count(distinct case when deaths.team_id <> kills.team_id then deaths.xuid end)
            as opponents_dead,
        count_if(deaths.xuid = kills.xuid) > 0 as is_dead
    from kills
    inner join deaths
        on
            kills.match_id = deaths.match_id
            and kills.time_ms > deaths.time_ms
            and kills.time_ms - deaths.time_ms <= {{ respawn_ms }}
    group by kills.match_id, kills.event_index
),

-- The first death of the player after the kill, while a teammate may still be dead.
lost as (
    select distinct
        kills.match_id,
        kills.event_index
    from kills
    inner join deaths
        on
            kills.match_id = deaths.match_id
            and kills.xuid = deaths.xuid
            and kills.time_ms <= deaths.time_ms
            and deaths.time_ms - kills.time_ms <= {{ respawn_ms }}
),

final as (
    select
        kills.match_id,
        kills.event_index as kill_index,
        kills.time_ms,
        kills.time_ms + films.clock_offset_ms as match_time_ms,
        kills.xuid,
        kills.team_id,
        kills.opponent_xuid as victim_xuid,
        cast(counted.teammates_dead as int) as teammates_dead,
        cast(counted.opponents_dead as int) as opponents_dead,
        lost.match_id is null as is_won,
        kills.pair_quality,
        films.film_coverage
    from kills
    inner join counted
        on kills.match_id = counted.match_id and kills.event_index = counted.event_index
    left join lost
        on kills.match_id = lost.match_id and kills.event_index = lost.event_index
    left join films on kills.match_id = films.match_id
    where counted.teammates_dead > counted.opponents_dead and not counted.is_dead
)

select * from final
