with medals as (
    select * from {{ of_changed_matches(ref('stg_legacy_medals')) }}
),

final as (
    select
        match_id,
        xuid,
        medal_id,
        max(medal_count) as medal_count
    from medals
    group by match_id, xuid, medal_id
)

select * from final
