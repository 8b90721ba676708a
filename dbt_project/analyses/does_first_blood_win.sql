with outcomes as (
    select * from {{ ref('first_blood_outcomes') }}
),

final as (
    select
        mode_category,
        matches,
        wins,
        win_rate,
        win_rate_low,
        win_rate_high
    from outcomes
)

select * from final
order by matches desc, mode_category asc
