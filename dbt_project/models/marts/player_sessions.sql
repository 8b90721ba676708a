with matches as (
    select * from {{ ref('player_match_stats') }}
    where session_id is not null
),

-- Whether the second half went better than the first, as soon as halves say something.
halves as (
    select
        xuid,
        session_id,
        match_id,
        kills,
        deaths,
        2 * row_number() over (partition by xuid, session_id order by started_at, match_id)
        > count(*) over (partition by xuid, session_id) as is_second_half,
        count(*) over (partition by xuid, session_id) as matches
    from matches
),

ratios as (
    select
        xuid,
        session_id,
        cast(sum(case when is_second_half then kills end) as double)
        / greatest(sum(case when is_second_half then deaths end), 1) as second_ratio,
        cast(sum(case when not is_second_half then kills end) as double)
        / greatest(sum(case when not is_second_half then deaths end), 1) as first_ratio
    from halves
    where matches >= 4
    group by xuid, session_id
),

summed as (
    select
        xuid,
        session_id,
        {{ player_totals() }},
        max({{ seconds_later('started_at', 'duration_seconds') }}) as ended_at,
        avg(performance_score) as average_performance_score,
        avg(team_mmr) as average_team_mmr,
        avg(enemy_mmr) as average_enemy_mmr,
        cast(count_if(friends_count > 0) as bigint) as matches_with_friends
    from matches
    group by xuid, session_id
),

final as (
    select
        summed.*,
        case
            when ratios.second_ratio > 1.1 * ratios.first_ratio then 'improving'
            when ratios.second_ratio < 0.9 * ratios.first_ratio then 'declining'
            when ratios.second_ratio is not null then 'stable'
        end as trend
    from summed
    left join ratios
        on summed.xuid = ratios.xuid and summed.session_id = ratios.session_id
)

select * from final
