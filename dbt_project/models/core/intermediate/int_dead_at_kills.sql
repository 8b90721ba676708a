{%- set respawn_ms = milliseconds('respawn_seconds') -%}

with actions as (
    select * from {{ of_changed_matches(ref('int_deaths_around_kills')) }}
),

-- A player is dead from a death until the respawn. A further death of this time counts instead.
changes as (
    select
        match_id,
        cast(null as bigint) as place,
        cast(time_ms as bigint) as time_ms,
        team_id,
        first_team_id,
        1 as dead_players
    from actions
    where event_type = 'death'
    union all
    select
        match_id,
        cast(null as bigint) as place,
        least(cast(time_ms as bigint) + {{ respawn_ms }}, next_death_ms) as time_ms,
        team_id,
        first_team_id,
        -1 as dead_players
    from actions
    where event_type = 'death'
    union all
    select
        match_id,
        place,
        cast(time_ms as bigint) as time_ms,
        team_id,
        first_team_id,
        0 as dead_players
    from actions
    where event_type = 'kill'
),

-- A kill comes before deaths and respawns of its millisecond.
running as (
    select
        match_id,
        place,
        team_id,
        first_team_id,
        sum(case when team_id = first_team_id then dead_players else 0 end) over in_time
            as first_dead,
        sum(case when team_id = first_team_id then 0 else dead_players end) over in_time
            as second_dead
    from changes
    window in_time as (
        partition by match_id
        order by time_ms, abs(dead_players), place
        rows between unbounded preceding and current row
    )
),

final as (
    select
        match_id,
        place,
        case when team_id = first_team_id then first_dead else second_dead end as teammates_dead,
        case when team_id = first_team_id then second_dead else first_dead end as opponents_dead
    from running
    where place is not null
)

select * from final
