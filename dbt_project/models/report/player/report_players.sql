with tracked as (
    select * from {{ ref('tracked_players') }}
),

totals as (
    select * from {{ ref('player_global_stats') }}
),

matches as (
    select * from {{ ref('player_match_stats') }}
),

scores as (
    select
        xuid,
        avg(case when not is_firefight then performance_score end) as average_performance_score,
        max(started_at) as newest_match_at
    from matches
    group by xuid
),

final as (
    select
        tracked.xuid,
        tracked.gamertag,
        tracked.timezone,
        scores.newest_match_at,
        coalesce(totals.matches, 0) as matches,
        coalesce(totals.wins, 0) as wins,
        coalesce(totals.losses, 0) as losses,
        totals.win_rate,
        coalesce(totals.kills, 0) as kills,
        coalesce(totals.deaths, 0) as deaths,
        coalesce(totals.assists, 0) as assists,
        totals.kd_ratio,
        totals.average_kda,
        totals.accuracy,
        totals.hours_played,
        scores.average_performance_score
    from tracked
    left join totals on tracked.xuid = totals.xuid
    left join scores on tracked.xuid = scores.xuid
)

select * from final
