with changes as (
    select * from {{ ref('int_payload_changes') }}
),

shapes as (
    select * from {{ ref('stg_payload_shapes') }}
),

final as (
    select
        changes.feed,
        changes.path,
        changes.change,
        nullif(changes.kind, '') as kind,
        min(shapes.first_seen_at) as first_seen_at,
        cast(sum(shapes.payload_count) as bigint) as payload_count
    from changes
    inner join shapes on changes.shape_hash = shapes.shape_hash
    group by changes.feed, changes.path, changes.change, changes.kind
)

select * from final
