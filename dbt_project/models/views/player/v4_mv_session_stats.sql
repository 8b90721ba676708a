with sessions as (
    select * from {{ ref('player_sessions') }}
),

final as (
    select
        xuid as owner_xuid,
        session_id,
        try_cast(matches as int) as match_count,
        first_played_at as start_time,
        ended_at as end_time,
        try_cast(kills as int) as total_kills,
        try_cast(deaths as int) as total_deaths,
        try_cast(assists as int) as total_assists,
        kd_ratio,
        win_rate,
        accuracy as avg_accuracy,
        average_life_seconds as avg_life_seconds,
        ended_at as updated_at
    from sessions
)

select * from final
