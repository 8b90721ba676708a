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
        cast(count(*) as int) as match_count,
        min(started_at) as start_time,
        max(started_at) as end_time,
        try_cast(sum(kills) as int) as total_kills,
        try_cast(sum(deaths) as int) as total_deaths,
        try_cast(sum(assists) as int) as total_assists,
        cast(sum(kills) as double) / greatest(sum(deaths), 1) as kd_ratio,
        cast(count_if(outcome = {{ outcome('win') }}) as double) / count(*) as win_rate,
        {{ mean('accuracy') }} as avg_accuracy,
        {{ mean('average_life_seconds') }} as avg_life_seconds,
        max(started_at) as updated_at
    from numbered
    group by xuid, session_number
)

select * from final
