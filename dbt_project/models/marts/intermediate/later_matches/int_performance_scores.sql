{%- set weights = performance_weights() -%}
{%- set better_when_low = ['deaths_per_minute'] -%}
{%- set needed_history = 10 -%}

with changed as (
    select * from {{ of_changed_matches(ref('int_player_match_facts')) }}
),

-- In an increment, these are earlier than all changed matches of their player.
unchanged as (
    select * from {{ of_unchanged_matches(ref('int_player_match_facts')) }}
),

matches as (
    select
        *,
        true as is_changed
    from changed
    union all
    select
        *,
        false as is_changed
    from unchanged
),

facts as (
    select
        *,
        case when time_played_seconds > 0 then time_played_seconds else 600 end / 60.0 as minutes
    from matches
    where started_at is not null
),

rated as (
    select
        xuid,
        match_id,
        started_at,
        is_firefight,
        is_changed,
        rank() over (partition by xuid, is_firefight order by started_at) - 1 as history,
        kills / minutes as kills_per_minute,
        deaths / minutes as deaths_per_minute,
        coalesce(kda, (cast(kills as double) + assists) / greatest(deaths, 1)) as kda,
        personal_score / minutes as personal_score_per_minute,
        assists / minutes as assists_per_minute,
        damage_dealt / minutes as damage_per_minute,
        accuracy,
        4.5 - 0.5 * (team_mmr - enemy_mmr) / 100 - rank as rank_against_odds
    from facts
),

-- One CTE makes the rows of all metrics, because Spark plans a CTE again for each CTE that reads it.
measured as (
    select
        rated.xuid,
        rated.match_id,
        rated.started_at,
        rated.is_firefight,
        rated.is_changed,
        rated.history,
        metrics.metric,
        case metrics.metric
            {%- for metric in weights %}
            when '{{ metric }}' then {{ '-' if metric in better_when_low }}rated.{{ metric }}
            {%- endfor %}
        end as value
    from rated
    cross join (
        values
        {%- for metric in weights %}
        ('{{ metric }}'){{ ',' if not loop.last }}
        {%- endfor %}
    ) as metrics (metric)
),

-- Every value against those of the player's earlier matches; nothing missing is compared.
compared as (
    {{ count_earlier_rows_of_changed(
        'measured', ['xuid', 'is_firefight', 'metric'], 'started_at', 'value'
    ) }}
),

percentiles as (
    select
        xuid,
        {%- for metric in weights %}
        max(
            case
                when metric <> '{{ metric }}' or earlier = 0 then null
                when earlier = 1 then 50.0
                else 100.0 * cast(at_most as double) / earlier
            end
        ) as {{ metric }},
        {%- endfor %}
        match_id,
        started_at
    from compared
    where history >= {{ needed_history }}
    group by xuid, match_id, started_at
),

final as (
    select
        xuid,
        match_id,
        started_at,
        {{ rounded(weighted_mean(weights), 1) }} as performance_score
    from percentiles
)

select * from final
