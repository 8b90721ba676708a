with matches as (
    select * from {{ ref('player_match_stats') }}
    where not is_firefight and started_at_local is not null
),

final as (
    select
        xuid,
        gamertag,
        local_weekday as weekday,
        local_hour as hour,
        cast(count(*) as bigint) as matches,
        cast(count_if(is_win) as double) / count(*) as win_rate,
        avg(performance_score) as average_performance_score,
        cast(sum(kills) as double) / greatest(sum(deaths), 1) as kd_ratio
    from matches
    group by xuid, gamertag, local_weekday, local_hour
)

select * from final
order by gamertag, weekday, hour
