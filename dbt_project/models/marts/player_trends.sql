with matches as (
    select * from {{ ref('player_match_stats') }}
    where not is_firefight and started_at is not null
),

tracked as (
    select * from {{ ref('tracked_players') }}
),

periods as (
    {%- for period in ['day', 'week', 'month'] %}
    select
        *,
        '{{ period }}' as period,
        cast(date_trunc('{{ period }}', started_at_local) as timestamp) as period_started_at_local
    from matches
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

totals as (
    select
        xuid,
        max(gamertag) as gamertag,
        period,
        period_started_at_local,
        {{ player_totals() }},
        {{ mean('performance_score') }} as average_performance_score
    from periods
    group by xuid, period, period_started_at_local
),

-- A day begins at midnight of the player's time zone.
final as (
    select
        totals.*,
        {{ utc_of_local('totals.period_started_at_local', 'tracked.timezone') }}
            as period_started_at
    from totals
    inner join tracked on totals.xuid = tracked.xuid
)

select * from final
