with tracked as (
    select * from {{ ref('tracked_players') }}
),

totals as (
    select * from {{ ref('player_global_stats') }}
),

matches as (
    select * from {{ ref('player_match_stats') }}
),

objectives as (
    select * from {{ ref('player_objectives') }}
),

kinds as (
    select
        xuid,
        cast(count(*) as bigint) as all_matches,
        cast(count_if(is_firefight) as bigint) as firefight_matches,
        cast(sum(case when is_firefight then kills end) as bigint) as firefight_kills,
        cast(sum(case when is_firefight then deaths end) as bigint) as firefight_deaths,
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
        coalesce(kinds.all_matches, 0) as all_matches,
        coalesce(kinds.firefight_matches, 0) as firefight_matches,
        coalesce(kinds.firefight_kills, 0) as firefight_kills,
        coalesce(kinds.firefight_deaths, 0) as firefight_deaths,
        kinds.newest_match_at,
        coalesce(totals.matches, 0) as matches,
        coalesce(totals.wins, 0) as wins,
        coalesce(totals.losses, 0) as losses,
        coalesce(totals.ties, 0) as ties,
        coalesce(totals.unfinished, 0) as unfinished,
        totals.win_rate,
        coalesce(totals.kills, 0) as kills,
        coalesce(totals.deaths, 0) as deaths,
        coalesce(totals.assists, 0) as assists,
        totals.kd_ratio,
        totals.average_kda,
        totals.accuracy,
        totals.hours_played,
        kinds.average_performance_score,
        objectives.profile,
        objectives.profile_confidence
    from tracked
    left join totals on tracked.xuid = totals.xuid
    left join kinds on tracked.xuid = kinds.xuid
    left join objectives on tracked.xuid = objectives.xuid
)

select * from final
