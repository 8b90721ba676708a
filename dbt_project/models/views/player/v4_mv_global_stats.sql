{%- set keys = {
    'total_matches': 'matches', 'total_kills': 'kills', 'total_deaths': 'deaths',
    'total_assists': 'assists', 'wins': 'wins', 'losses': 'losses', 'avg_kda': 'average_kda',
    'avg_accuracy': 'accuracy', 'total_hours': 'hours_played',
    'avg_life_seconds': 'average_life_seconds',
} -%}

with stats as (
    select * from {{ ref('player_global_stats') }}
),

final as (
    {%- for key, column in keys.items() %}
    select
        xuid as owner_xuid,
        '{{ key }}' as stat_key,
        cast({{ column }} as double) as stat_value,
        last_played_at as updated_at
    from stats
    {{- ' union all' if not loop.last }}
    {%- endfor %}
)

select * from final
