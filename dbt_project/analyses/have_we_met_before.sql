with encounters as (
    select * from {{ ref('encounters') }}
    where matches >= 3
),

final as (
    select
        gamertag,
        met_gamertag,
        matches,
        matches_with,
        win_rate_with,
        matches_against,
        win_rate_against,
        kills,
        deaths,
        last_met_at,
        last_side,
        last_outcome_name
    from encounters
)

select * from final
order by gamertag asc, matches desc, met_gamertag asc
