{#- The old application's "v4-relative": what is better when it is higher (an earlier match at most
    as high is beaten) or lower, and its weight. -#}
{%- set metrics = {
    'kills_per_minute': ('<=', 0.22),
    'deaths_per_minute': ('>=', 0.18),
    'kda': ('<=', 0.15),
    'personal_score_per_minute': ('<=', 0.12),
    'assists_per_minute': ('<=', 0.10),
    'damage_per_minute': ('<=', 0.10),
    'accuracy': ('<=', 0.08),
    'rank_against_odds': ('<=', 0.05),
} -%}
{%- set needed_history = 10 -%}

with facts as (
    select
        *,
        case when time_played_seconds > 0 then time_played_seconds else 600 end / 60.0 as minutes
    from {{ ref('int_player_match_facts') }}
),

rated as (
    select
        xuid,
        match_id,
        started_at,
        is_firefight,
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

-- Every match against all the player's earlier ones; nothing missing is compared.
compared as (
    select
        rated.xuid,
        rated.match_id,
        {%- for metric, (beats, _) in metrics.items() %}
        count(case when rated.{{ metric }} is not null then earlier.{{ metric }} end)
            as {{ metric }}_history,
        count_if(earlier.{{ metric }} {{ beats }} rated.{{ metric }}) as {{ metric }}_beaten,
        {%- endfor %}
        count(*) as history
    from rated
    inner join rated as earlier
        on
            rated.xuid = earlier.xuid
            and rated.is_firefight = earlier.is_firefight
            and rated.started_at > earlier.started_at
    group by rated.xuid, rated.match_id
),

percentiles as (
    select
        xuid,
        {%- for metric in metrics %}
        case
            when {{ metric }}_history = 1 then 50.0
            when {{ metric }}_history > 1
                then 100.0 * cast({{ metric }}_beaten as double) / {{ metric }}_history
        end as {{ metric }},
        {%- endfor %}
        match_id
    from compared
    where history >= {{ needed_history }}
),

final as (
    select
        xuid,
        match_id,
        round(
            (
                {%- for metric, (_, weight) in metrics.items() %}
                {{ '+ ' if not loop.first }}coalesce({{ weight }} * {{ metric }}, 0.0)
                {%- endfor %}
            ) / nullif(
                {%- for metric, (_, weight) in metrics.items() %}
                {{ '+ ' if not loop.first -}}
                case when {{ metric }} is null then 0.0 else {{ weight }} end
                {%- endfor %},
                0
            ),
            1
        ) as performance_score
    from percentiles
)

select * from final
