with sessions as (
    select * from {{ ref('player_sessions') }}
),

final as (
    select
        xuid as owner_xuid,
        session_id,
        first_played_at as start_time,
        ended_at as end_time,
        try_cast(matches as int) as match_count,
        try_cast(kills as int) as total_kills,
        try_cast(deaths as int) as total_deaths,
        try_cast(assists as int) as total_assists,
        cast(average_kda as float) as avg_kda,
        cast(accuracy as float) as avg_accuracy,
        cast(average_performance_score as float) as performance_score
    from sessions
)

select * from final
