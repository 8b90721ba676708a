with matches as (
    select * from {{ ref('player_match_stats') }}
    where is_team_match and not is_firefight
),

friends as (
    select * from {{ ref('friends') }}
),

-- A player without friends cannot play with friends.
befriended as (
    select distinct xuid from friends
),

summed as (
    select
        matches.xuid,
        matches.gamertag,
        matches.friends_count,
        cast(count(*) as bigint) as matches,
        cast(count_if(matches.outcome = 2) as bigint) as wins,
        cast(count_if(matches.outcome = 2) as double) / count(*) as win_rate,
        cast(sum(matches.kills) as double) / greatest(sum(matches.deaths), 1) as kd_ratio,
        avg(matches.kda) as average_kda,
        avg(matches.performance_score) as average_performance_score
    from matches
    inner join befriended on matches.xuid = befriended.xuid
    group by matches.xuid, matches.gamertag, matches.friends_count
),

final as (
    select
        *,
        win_rate - max(case when friends_count = 0 then win_rate end) over (partition by xuid)
            as win_rate_above_alone
    from summed
)

select * from final
order by gamertag, friends_count
