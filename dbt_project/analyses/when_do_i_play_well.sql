with matches as (
    select * from {{ ref('player_match_stats') }}
    where not is_firefight and started_at is not null
),

-- Engines count days of the week from different days, but weeks begin on Monday on all of them.
placed as (
    select
        *,
        cast(
            (dayofweek(started_at) - dayofweek(date_trunc('week', started_at)) + 7) % 7 + 1 as int
        ) as weekday,
        cast(extract(hour from started_at) as int) as hour_utc
    from matches
),

final as (
    select
        xuid,
        gamertag,
        weekday,
        hour_utc,
        cast(count(*) as bigint) as matches,
        cast(count_if(outcome = 2) as double) / count(*) as win_rate,
        avg(performance_score) as average_performance_score,
        cast(sum(kills) as double) / greatest(sum(deaths), 1) as kd_ratio
    from placed
    group by xuid, gamertag, weekday, hour_utc
)

select * from final
order by gamertag, weekday, hour_utc
