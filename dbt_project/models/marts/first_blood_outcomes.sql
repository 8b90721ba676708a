with first_bloods as (
    select * from {{ ref('int_first_bloods') }}
),

counted as (
    select
        mode_category,
        {{ team_results() }}
    from first_bloods
    group by mode_category
),

final as (
    select
        mode_category,
        matches,
        wins,
        losses,
        ties,
        {{ rate_with_interval('wins', 'matches', 'win_rate') }}
    from counted
)

select * from final
