with start_times as (
    select * from {{ ref('int_legacy_start_times') }}
),

final as (
    select
        coalesce(owner_xuid, 'shared') as owner_xuid,
        basis,
        cast(coalesce(shift_seconds, -1) as int) as shift_seconds,
        cast(count(*) as bigint) as match_rows
    from start_times
    group by coalesce(owner_xuid, 'shared'), basis, coalesce(shift_seconds, -1)
)

select * from final
