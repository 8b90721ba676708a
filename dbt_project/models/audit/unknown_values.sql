with unknown as (
    select * from {{ ref('int_unknown_values') }}
),

registry as (
    select * from {{ ref('match_registry') }}
),

final as (
    select
        unknown.enumeration,
        unknown.value,
        min(registry.started_at) as first_seen_at,
        {{ total('unknown.row_count') }} as row_count,
        cast(count(*) as bigint) as match_count
    from unknown
    left join registry on unknown.match_id = registry.match_id
    group by unknown.enumeration, unknown.value
)

select * from final
