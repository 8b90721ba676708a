with matches as (
    select * from {{ ref('player_match_stats') }}
    where not is_firefight and session_id is not null
),

in_order as (
    select
        *,
        lag(outcome) over (
            partition by xuid, session_id order by started_at, match_id
        ) as previous_outcome
    from matches
),

following as (
    select
        *,
        case when previous_outcome = 2 then 'win' else 'loss' end as previous_result
    from in_order
    where previous_outcome in (2, 3)
),

final as (
    select
        xuid,
        gamertag,
        previous_result,
        cast(count(*) as bigint) as matches,
        cast(count_if(outcome = 2) as bigint) as wins,
        cast(count_if(outcome = 2) as double) / count(*) as win_rate,
        cast(sum(kills) as double) / greatest(sum(deaths), 1) as kd_ratio,
        avg(performance_score) as average_performance_score,
        cast(count_if(outcome = 4) as double) / count(*) as share_unfinished
    from following
    group by xuid, gamertag, previous_result
)

select * from final
order by gamertag asc, previous_result desc
