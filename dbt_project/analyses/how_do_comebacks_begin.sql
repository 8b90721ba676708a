with moments as (
    select * from {{ ref('match_moments') }}
    where moment = 'comeback'
),

registry as (
    select * from {{ ref('match_registry') }}
),

final as (
    select
        registry.mode_category,
        cast(count(*) as bigint) as comebacks,
        max(moments.value) as largest_deficit,
        avg(cast(moments.value as double)) as average_deficit,
        avg(moments.match_time_ms / 1000.0 / nullif(registry.duration_seconds, 0))
            as average_share_of_match_played
    from moments
    inner join registry on moments.match_id = registry.match_id
    group by registry.mode_category
)

select * from final
order by comebacks desc, mode_category asc
