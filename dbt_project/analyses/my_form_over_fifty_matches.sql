with matches as (
    select * from {{ ref('player_match_stats') }}
    where not is_firefight
),

ranked as (
    select
        *,
        row_number() over (partition by xuid order by started_at desc, match_id desc) as age
    from matches
),

final as (
    select
        gamertag,
        case when age <= 50 then 'last 50' else 'before' end as period,
        cast(count(*) as bigint) as matches,
        cast(count_if(is_win) as double) / count(*) as win_rate,
        cast(sum(kills) as double) / greatest(sum(deaths), 1) as kd_ratio,
        avg(kda) as average_kda,
        100 * cast(sum(shots_hit) as double) / nullif(sum(shots_fired), 0) as accuracy,
        avg(performance_score) as average_performance_score
    from ranked
    group by gamertag, case when age <= 50 then 'last 50' else 'before' end
)

select * from final
order by gamertag asc, period desc
