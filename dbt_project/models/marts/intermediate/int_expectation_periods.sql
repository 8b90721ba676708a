with matches as (
    select * from {{ ref('player_match_stats') }}
    where
        not is_firefight
        and started_at_local is not null
        and expected_kills is not null
        and expected_deaths is not null
),

final as (
    select
        xuid,
        gamertag,
        match_id,
        'month' as period,
        cast(date_trunc('month', started_at_local) as timestamp) as period_started_at_local,
        kills,
        deaths,
        expected_kills,
        expected_deaths
    from matches
    union all
    select
        xuid,
        gamertag,
        match_id,
        'all' as period,
        cast(date_trunc('month', min(started_at_local) over (partition by xuid)) as timestamp)
            as period_started_at_local,
        kills,
        deaths,
        expected_kills,
        expected_deaths
    from matches
)

select * from final
