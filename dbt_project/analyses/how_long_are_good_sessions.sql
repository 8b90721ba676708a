with matches as (
    select * from {{ ref('player_match_stats') }}
    where session_id is not null
),

-- Firefight tires too: it takes a place, but is not measured.
placed as (
    select
        *,
        row_number() over (
            partition by xuid, session_id order by started_at, match_id
        ) as place_in_session
    from matches
),

-- Long sessions are not like short ones, so each match is also held against its own session.
measured as (
    select
        *,
        performance_score - avg(performance_score) over (partition by xuid, session_id)
            as score_above_session
    from placed
    where not is_firefight
),

final as (
    select
        xuid,
        gamertag,
        cast(place_in_session as bigint) as place_in_session,
        cast(count(*) as bigint) as matches,
        cast(count_if(outcome = 2) as bigint) as wins,
        cast(count_if(outcome = 2) as double) / count(*) as win_rate,
        cast(sum(kills) as double) / greatest(sum(deaths), 1) as kd_ratio,
        avg(performance_score) as average_performance_score,
        avg(score_above_session) as average_score_above_session
    from measured
    group by xuid, gamertag, place_in_session
)

select * from final
order by gamertag, place_in_session
