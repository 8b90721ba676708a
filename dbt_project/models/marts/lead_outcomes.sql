with leads as (
    select * from {{ ref('int_minute_leads') }}
),

counted as (
    select
        mode_category,
        minute,
        kill_lead as lead,
        {{ team_results() }}
    from leads
    group by mode_category, minute, kill_lead
),

final as (
    select
        mode_category,
        minute,
        lead,
        matches,
        wins,
        losses,
        ties,
        {{ rate_with_interval('wins', 'matches', 'win_rate') }}
    from counted
)

select * from final
