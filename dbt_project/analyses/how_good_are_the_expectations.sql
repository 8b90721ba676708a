with calibration as (
    select * from {{ ref('expectation_calibration') }}
    where samples >= 20
),

final as (
    select
        measure,
        bucket_from,
        bucket_to,
        samples,
        predicted,
        actual,
        actual_low,
        actual_high,
        predicted between actual_low and actual_high as is_within
    from calibration
)

select * from final
order by measure, bucket_from
