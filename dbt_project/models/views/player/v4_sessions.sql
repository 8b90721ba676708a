with matches as (
    select * from {{ ref('player_match_stats') }}
),

sessions as (
    select * from {{ ref('player_sessions') }}
),

numbered as (
    select
        matches.*,
        sessions.session_number
    from matches
    inner join sessions
        on matches.xuid = sessions.xuid and matches.session_id = sessions.session_id
),

final as (
    select
        xuid as owner_xuid,
        try_cast(session_number as int) as session_id,
        min(started_at) as start_time,
        max({{ seconds_later('started_at', 'duration_seconds') }}) as end_time,
        cast(count(*) as int) as match_count,
        try_cast(sum(kills) as int) as total_kills,
        try_cast(sum(deaths) as int) as total_deaths,
        try_cast(sum(assists) as int) as total_assists,
        cast({{ mean('kda') }} as float) as avg_kda,
        cast({{ mean('accuracy') }} as float) as avg_accuracy,
        cast({{ mean('performance_score') }} as float) as performance_score
    from numbered
    group by xuid, session_number
)

select * from final
