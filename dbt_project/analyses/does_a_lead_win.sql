with leads as (
    select * from {{ ref('lead_outcomes') }}
    where minute in (3, 6) and lead in (1, 3, 5, 10)
),

final as (
    select
        mode_category,
        minute,
        lead,
        matches,
        win_rate,
        win_rate_low,
        win_rate_high
    from leads
)

select * from final
order by mode_category, minute, lead
