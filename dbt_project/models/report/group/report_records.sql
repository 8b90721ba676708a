{%- set metrics = [
    'kills', 'assists', 'kda', 'accuracy', 'damage_dealt', 'headshot_kills', 'max_killing_spree',
    'perfect_kills', 'personal_score', 'performance_score',
] -%}

with matches as (
    select * from {{ ref('player_match_stats') }}
    where not is_firefight
),

measured as (
    {%- for metric in metrics %}
    select
        '{{ metric }}' as metric,
        xuid,
        gamertag,
        match_id,
        started_at_local,
        map_name,
        map_name_fr,
        mode_category,
        mode_category_fr,
        cast({{ metric }} as double) as value
    from matches
    where
        {{ metric }} is not null
        and {{ 'shots_fired >= 50' if metric == 'accuracy' else 'true' }}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

ranked as (
    select
        *,
        cast(
            row_number() over (
                partition by metric
                order by value desc, started_at_local asc, xuid asc, match_id asc
            ) as int
        ) as place
    from measured
),

final as (
    select
        metric,
        place,
        xuid,
        gamertag,
        match_id,
        started_at_local,
        map_name,
        map_name_fr,
        mode_category,
        mode_category_fr,
        value
    from ranked
    where place <= 3
)

select * from final
