with counts as (
    select * from {{ ref('int_expected_counts') }}
),

favourites as (
    select * from {{ ref('int_favourites') }}
),

final as (
    select
        measure,
        bucket_from,
        bucket_to,
        samples,
        predicted,
        actual,
        actual - margin as actual_low,
        actual + margin as actual_high
    from counts
    union all
    select
        'favourite_wins' as measure,
        bucket_from,
        bucket_to,
        samples,
        cast(null as double) as predicted,
        win_rate as actual,
        win_rate_low as actual_low,
        win_rate_high as actual_high
    from favourites
)

select * from final
