with stints as (
    select * from {{ of_changed_matches(ref('stg_player_team_stats')) }}
),

summed as (
    select
        match_id,
        player_id,
        cast(count(*) as int) as team_count,
        {%- for stat in core_stats() %}
        {{ total(stat) }} as {{ stat }},
        {%- endfor %}
        max(max_killing_spree) as max_killing_spree,
        max(kda) as reported_kda,
        max(accuracy) as reported_accuracy,
        max(average_life_seconds) as reported_life_seconds,
        {{ exact_sum('average_life_seconds * spawns') }} / nullif({{ sum_of_counts('spawns') }}, 0)
            as weighted_life_seconds
    from stints
    group by match_id, player_id
),

-- What the API gives for one team holds; for a player who changed team the sums decide.
final as (
    select
        *,
        case
            when team_count = 1 then reported_kda
            else {{ truncated('kills + assists / 3.0 - deaths', 2) }}
        end as kda,
        case
            when team_count = 1 then reported_accuracy
            else {{ truncated('100.0 * shots_hit / nullif(shots_fired, 0)', 2) }}
        end as accuracy,
        case when team_count = 1 then reported_life_seconds else weighted_life_seconds end
            as average_life_seconds
    from summed
)

select * from final
