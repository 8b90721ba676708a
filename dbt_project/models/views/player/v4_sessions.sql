with matches as (
    select * from {{ ref('player_match_stats') }}
    where session_id is not null
),

final as (
    select
        xuid as owner_xuid,
        session_id,
        min(started_at) as start_time,
        max({{ seconds_later('started_at', 'duration_seconds') }}) as end_time,
        cast(count(*) as int) as match_count,
        try_cast(sum(kills) as int) as total_kills,
        try_cast(sum(deaths) as int) as total_deaths,
        try_cast(sum(assists) as int) as total_assists,
        cast(avg(kda) as float) as avg_kda,
        cast(avg(accuracy) as float) as avg_accuracy,
        cast(avg(performance_score) as float) as performance_score
    from matches
    group by xuid, session_id
)

select * from final
