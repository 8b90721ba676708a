with actions as (
    select * from {{ ref('int_film_actions') }}
),

-- A life ends with a death.
in_lives as (
    select
        *,
        coalesce(
            sum(case when event_type = 'death' then 1 else 0 end) over (
                partition by match_id, xuid
                order by place
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as life
    from actions
),

counted as (
    select
        *,
        sum(case when event_type = 'kill' then 1 else 0 end) over (
            partition by match_id, xuid, life
            order by place
            rows between unbounded preceding and current row
        ) as kills_in_life
    from in_lives
),

kills as (
    select
        *,
        coalesce(
            time_ms - lag(time_ms) over (partition by match_id, xuid order by place)
            <= {{ milliseconds('multi_kill_seconds') }}, false
        ) as is_close_to_last
    from counted
    where event_type = 'kill'
),

runs as (
    select
        *,
        sum(case when is_close_to_last then 0 else 1 end) over (
            partition by match_id, xuid
            order by place
            rows between unbounded preceding and current row
        ) as run
    from kills
),

multi_kills as (
    select
        match_id,
        max(place) as place,
        count(*) as kills
    from runs
    group by match_id, xuid, run
    having count(*) >= 2
),

final as (
    select
        match_id,
        place,
        'multi_kill' as moment,
        kills as value
    from multi_kills
    union all
    select
        match_id,
        place,
        case when event_type = 'kill' then 'spree' else 'spree_ended' end as moment,
        kills_in_life as value
    from counted
    where
        kills_in_life >= 5
        and (event_type = 'death' or kills_in_life % 5 = 0)
)

select * from final
