-- Which of a segment's payloads drifted is not kept, so all of its matches are here.
with changes as (
    select * from {{ ref('int_payload_changes') }}
),

shapes as (
    select * from {{ ref('stg_payload_shapes') }}
    where feed = 'match_stats'
),

stats as (
    select * from {{ of_changed_matches(ref('stg_match_stats')) }}
),

segments as (
    select distinct shapes.segment
    from shapes
    inner join changes on shapes.shape_hash = changes.shape_hash
),

final as (
    select stats.match_id
    from stats
    inner join segments on stats.segment = segments.segment
)

select * from final
