with expectation as (
    select * from {{ ref('player_expectation') }}
    where period = 'month'
),

final as (
    select
        gamertag,
        period_started_at_local as month_started_at,
        matches,
        kills_above_expected_per_match,
        deaths_above_expected_per_match,
        tier_played,
        tier_matches
    from expectation
)

select * from final
order by gamertag asc, month_started_at desc
