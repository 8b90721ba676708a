with matches as (
    select * from {{ ref('player_match_stats') }}
    where not is_firefight and started_at is not null
),

periods as (
    {%- for period in ['day', 'week', 'month'] %}
    select
        *,
        '{{ period }}' as period,
        cast(date_trunc('{{ period }}', started_at) as timestamp) as period_started_at
    from matches
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        xuid,
        period,
        period_started_at,
        {{ player_totals() }},
        {{ mean('performance_score') }} as average_performance_score
    from periods
    group by xuid, period, period_started_at
)

select * from final
