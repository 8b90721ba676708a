{%- set categories = award_categories() -%}

with matches as (
    select * from {{ ref('player_match_stats') }}
    where not is_firefight
),

summed as (
    select
        xuid,
        max(gamertag) as gamertag,
        cast(count(*) as bigint) as matches,
        {%- for category in categories %}
        {{ total_or_zero(category ~ '_score') }} as {{ category }}_score,
        {%- endfor %}
        {{ sum_of_counts('kills') }} as kills,
        {{ sum_of_counts('deaths') }} as deaths,
        {{ exact_sum('time_played_seconds') }} as seconds
    from matches
    group by xuid
),

rated as (
    select
        *,
        cast(objective_score as double)
        / nullif(cast(objective_score as double) + assist_score + kill_score + penalty_score, 0)
            as objective_ratio,
        cast(kill_score as double)
        / nullif(cast(kill_score as double) + assist_score + objective_score, 0)
            as kill_share
    from summed
),

-- The old application's bounds; kills below 0.60 leave more than 0.40 to the rest.
final as (
    select
        xuid,
        gamertag,
        matches,
        {%- for category in categories %}
        {{ category }}_score,
        {%- endfor %}
        objective_ratio,
        case
            when matches < 5 then null
            when kill_share >= 0.60 then 'slayer'
            when kill_share < 0.60 then 'support'
        end as profile,
        case
            when matches >= 50 then 'high'
            when matches >= 20 then 'medium'
            else 'low'
        end as profile_confidence,
        coalesce(cast(objective_score as double) / nullif(kills, 0) > 50, false)
            as is_objective_focused,
        objective_score / nullif(seconds / 60.0, 0) as objective_score_per_minute,
        cast(objective_score as double) / nullif(deaths, 0) as objective_score_per_death
    from rated
)

select * from final
