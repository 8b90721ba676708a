{%- set keys = {
    'total_matches': 'count(*)',
    'total_kills': 'sum(kills)',
    'total_deaths': 'sum(deaths)',
    'total_assists': 'sum(assists)',
    'wins': 'count_if(outcome = ' ~ outcome('win') ~ ')',
    'losses': 'count_if(outcome = ' ~ outcome('loss') ~ ')',
    'avg_kda': mean('kda'),
    'avg_accuracy': mean('accuracy'),
    'total_hours': exact_sum('time_played_seconds') ~ ' / 3600.0',
    'avg_life_seconds': mean('average_life_seconds'),
} -%}

-- As in the old table, firefight counts here.
with matches as (
    select * from {{ ref('player_match_stats') }}
),

final as (
    {%- for key, total in keys.items() %}
    select
        xuid as owner_xuid,
        '{{ key }}' as stat_key,
        cast({{ total }} as double) as stat_value,
        max(started_at) as updated_at
    from matches
    group by xuid
    {{- ' union all' if not loop.last }}
    {%- endfor %}
)

select * from final
