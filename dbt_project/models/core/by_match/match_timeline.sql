with events as (
    select * from {{ ref('int_timeline_events') }}
),

slices as (
    select * from {{ ref('int_timeline_slices') }}
),

films as (
    select * from {{ of_changed_matches(ref('match_films')) }}
),

-- A slice in which nothing happens has a row too.
spread as (
    select
        match_id,
        team_id,
        slice_index,
        event_type,
        xuid
    from events
    union all
    select
        match_id,
        team_id,
        slice_index,
        'none' as event_type,
        cast(null as {{ dbt.type_string() }}) as xuid
    from slices
),

counted as (
    select
        match_id,
        team_id,
        slice_index,
        cast(count_if(event_type = 'kill') as int) as kills,
        cast(count_if(event_type = 'death') as int) as deaths,
        cast(count_if(event_type = 'medal') as int) as medals,
        cast(count_if(event_type = 'mode') as int) as mode_events,
        cast(count(distinct case when event_type = 'dead' then xuid end) as int) as players_dead
    from spread
    group by match_id, team_id, slice_index
),

running as (
    select
        *,
        cast(
            sum(kills) over (
                partition by match_id, team_id
                order by slice_index
                rows between unbounded preceding and current row
            ) as int
        ) as kills_until_now
    from counted
),

-- Of several other teams, the best one is the one to be ahead of.
ordered as (
    select
        *,
        max(kills_until_now) over (
            partition by match_id, slice_index, team_id is null
            order by kills_until_now desc, team_id asc
            rows between 1 following and unbounded following
        ) as best_behind,
        max(kills_until_now) over (
            partition by match_id, slice_index, team_id is null
            order by kills_until_now desc, team_id asc
            rows between unbounded preceding and 1 preceding
        ) as best_before
    from running
),

final as (
    select
        ordered.match_id,
        ordered.team_id,
        ordered.slice_index,
        30 * ordered.slice_index as from_seconds,
        30 * ordered.slice_index + cast(films.clock_offset_ms as double) / 1000
            as match_from_seconds,
        ordered.kills,
        ordered.deaths,
        ordered.medals,
        ordered.mode_events,
        ordered.kills_until_now,
        case
            when ordered.team_id is not null
                then
                    ordered.kills_until_now
                    - coalesce(ordered.best_before, ordered.best_behind)
        end as kill_lead,
        ordered.players_dead,
        films.film_coverage
    from ordered
    left join films on ordered.match_id = films.match_id
)

select * from final
