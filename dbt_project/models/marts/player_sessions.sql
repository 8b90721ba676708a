with matches as (
    select * from {{ ref('player_match_stats') }}
    where session_id is not null
),

against_players as (
    select * from matches
    where not is_firefight
),

whole as (
    select
        xuid,
        session_id,
        max(gamertag) as gamertag,
        cast(count(*) as bigint) as matches,
        cast(count_if(is_firefight) as bigint) as firefight_matches,
        cast(count_if(friends_count > 0) as bigint) as matches_with_friends,
        {{ exact_sum('time_played_seconds') }} / 3600.0 as hours_played,
        min(started_at) as first_played_at,
        min_by(started_at_local, started_at) as started_at_local,
        max(started_at) as last_played_at,
        max({{ seconds_later('started_at', 'duration_seconds') }}) as ended_at
    from matches
    group by xuid, session_id
),

-- Whether the second half went better than the first, as soon as halves say something.
halves as (
    select
        xuid,
        session_id,
        kills,
        deaths,
        2 * row_number() over (partition by xuid, session_id order by started_at, match_id)
        > count(*) over (partition by xuid, session_id) as is_second_half,
        count(*) over (partition by xuid, session_id) as matches
    from against_players
),

ratios as (
    select
        xuid,
        session_id,
        cast({{ sum_of_counts('case when is_second_half then kills end') }} as double)
        / greatest({{ sum_of_counts('case when is_second_half then deaths end') }}, 1)
            as second_ratio,
        cast({{ sum_of_counts('case when not is_second_half then kills end') }} as double)
        / greatest({{ sum_of_counts('case when not is_second_half then deaths end') }}, 1)
            as first_ratio
    from halves
    where matches >= 4
    group by xuid, session_id
),

summed as (
    select
        xuid,
        session_id,
        {{ player_totals() }},
        {{ mean('performance_score') }} as average_performance_score,
        {{ mean('team_mmr') }} as average_team_mmr,
        {{ mean('enemy_mmr') }} as average_enemy_mmr
    from against_players
    group by xuid, session_id
),

final as (
    select
        whole.*,
        cast(
            row_number() over (
                partition by whole.xuid
                order by whole.first_played_at, whole.session_id
            ) as bigint
        ) as session_number,
        {%- for count in ['wins', 'losses', 'ties', 'unfinished', 'kills', 'deaths', 'assists'] %}
        coalesce(summed.{{ count }}, 0) as {{ count }},
        {%- endfor %}
        summed.win_rate,
        summed.kd_ratio,
        summed.kills_per_match,
        summed.deaths_per_match,
        summed.assists_per_match,
        summed.average_kda,
        summed.accuracy,
        summed.average_life_seconds,
        summed.average_performance_score,
        summed.average_team_mmr,
        summed.average_enemy_mmr,
        case
            when ratios.second_ratio > 1.1 * ratios.first_ratio then 'improving'
            when ratios.second_ratio < 0.9 * ratios.first_ratio then 'declining'
            when ratios.second_ratio is not null then 'stable'
        end as trend
    from whole
    left join summed
        on whole.xuid = summed.xuid and whole.session_id = summed.session_id
    left join ratios
        on whole.xuid = ratios.xuid and whole.session_id = ratios.session_id
)

select * from final
