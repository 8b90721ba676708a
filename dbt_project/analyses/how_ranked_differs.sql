with tracked as (
    select * from {{ ref('tracked_players') }}
),

-- Without teams one of many wins, and that is never ranked.
matches as (
    select * from {{ ref('player_match_stats') }}
    where is_matchmade and is_team_match and not is_firefight
),

summed as (
    select
        xuid,
        is_ranked,
        cast(count(*) as bigint) as matches,
        cast(count_if(outcome = 2) as double) / count(*) as win_rate,
        cast(sum(kills) as double) / greatest(sum(deaths), 1) as kd_ratio,
        avg(kda) as average_kda,
        cast(sum(shots_hit) as double) * 100 / nullif(sum(shots_fired), 0) as accuracy,
        avg(performance_score) as average_performance_score
    from matches
    group by xuid, is_ranked
),

final as (
    select
        tracked.xuid,
        tracked.gamertag,
        coalesce(ranked.matches, 0) as ranked_matches,
        coalesce(social.matches, 0) as social_matches,
        ranked.win_rate as ranked_win_rate,
        social.win_rate as social_win_rate,
        ranked.win_rate - social.win_rate as win_rate_difference,
        ranked.kd_ratio as ranked_kd_ratio,
        social.kd_ratio as social_kd_ratio,
        ranked.kd_ratio - social.kd_ratio as kd_ratio_difference,
        ranked.average_kda as ranked_average_kda,
        social.average_kda as social_average_kda,
        ranked.accuracy as ranked_accuracy,
        social.accuracy as social_accuracy,
        ranked.average_performance_score as ranked_performance_score,
        social.average_performance_score as social_performance_score
    from tracked
    left join summed as ranked on tracked.xuid = ranked.xuid and ranked.is_ranked
    left join summed as social on tracked.xuid = social.xuid and not social.is_ranked
)

select * from final
order by gamertag
