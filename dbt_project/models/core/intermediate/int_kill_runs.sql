{%- set of_player = 'partition by match_id, xuid order by place' -%}
{%- set until_now = '(' ~ of_player ~ ' rows between unbounded preceding and current row)' -%}
{%- set before = '(' ~ of_player ~ ' rows between unbounded preceding and 1 preceding)' -%}
{%- set after = '(' ~ of_player ~ ' rows between 1 following and unbounded following)' -%}

with actions as (
    select * from {{ of_changed_matches(ref('int_film_actions')) }}
),

-- All windows of a step have one order, so each step sorts once.
beside_others as (
    select
        match_id,
        place,
        xuid,
        time_ms,
        event_type,
        count(case when event_type = 'kill' then 1 end) over {{ until_now }} as kills,
        max(case when event_type = 'kill' then time_ms end) over {{ before }} as last_kill_ms,
        min(case when event_type = 'kill' then time_ms end) over {{ after }} as next_kill_ms
    from actions
),

linked as (
    select
        *,
        coalesce(time_ms - last_kill_ms <= {{ milliseconds('multi_kill_seconds') }}, false)
            as is_close_to_last,
        coalesce(next_kill_ms - time_ms <= {{ milliseconds('multi_kill_seconds') }}, false)
            as is_close_to_next
    from beside_others
),

-- A life ends with a death; a run begins with a kill that is not close to the one before.
counted as (
    select
        match_id,
        place,
        event_type,
        is_close_to_next,
        kills - coalesce(
            max(case when event_type = 'death' then kills end) over {{ before }}, 0
        ) as kills_in_life,
        kills + 1 - max(
            case when event_type = 'kill' and not is_close_to_last then kills end
        ) over {{ until_now }} as kills_in_run
    from linked
),

final as (
    select
        match_id,
        place,
        'multi_kill' as moment,
        kills_in_run as value
    from counted
    where event_type = 'kill' and kills_in_run >= 2 and not is_close_to_next
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
