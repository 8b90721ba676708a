with zones as (
    select * from {{ ref('stg_time_zones') }}
    where xuid is null
),

final as (
    select coalesce(max(timezone), 'UTC') as timezone
    from zones
)

select * from final
