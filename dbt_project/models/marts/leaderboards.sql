{%- set highest = [
    'win_rate', 'kd_ratio', 'average_kda', 'accuracy', 'kills_per_match', 'assists_per_match',
    'damage_per_match', 'matches', 'recent_win_rate', 'recent_kd_ratio',
] -%}
{%- set lowest = ['deaths_per_match'] -%}

with players as (
    select * from {{ ref('known_players') }}
    where matches >= {{ var('leaderboard_matches') }}
),

measured as (
    {%- for metric in highest + lowest %}
    select
        xuid,
        gamertag,
        is_tracked,
        {{ 'recent_matches' if metric.startswith('recent_') else 'matches' }} as matches,
        '{{ metric }}' as metric,
        cast({{ metric }} as double) as value,
        {{ -1 if metric in highest else 1 }} * cast({{ metric }} as double) as place_value
    from players
    where {{ metric }} is not null
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

scoped as (
    select
        *,
        'tracked' as scope
    from measured
    where is_tracked
    union all
    select
        *,
        'everybody' as scope
    from measured
),

ranked as (
    select
        *,
        cast(
            rank() over (partition by scope, metric order by place_value) as int
        ) as place,
        row_number() over (partition by scope, metric order by place_value, xuid) as row_in_list
    from scoped
),

final as (
    select
        scope,
        metric,
        place,
        xuid,
        gamertag,
        is_tracked,
        value,
        matches
    from ranked
    where row_in_list <= 100
)

select * from final
