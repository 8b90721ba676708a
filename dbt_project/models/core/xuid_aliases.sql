with sightings as (
    select * from {{ ref('int_xuid_sightings') }}
),

merged as (
    select
        xuid,
        gamertag,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        count(distinct case when is_from_api then source end) as api_sources,
        min(case when is_from_api then source end) as api_source,
        min(case when not is_from_api then source end) as other_source
    from sightings
    where trim(gamertag) <> ''
    group by xuid, gamertag
),

final as (
    select
        xuid,
        gamertag,
        first_seen_at,
        last_seen_at,
        row_number() over (
            partition by xuid
            order by
                case when api_sources > 0 then 0 else 1 end,
                case when last_seen_at is null then 1 else 0 end,
                last_seen_at desc,
                gamertag asc
        ) = 1 as is_current,
        case when api_sources > 1 then 'both' else coalesce(api_source, other_source) end as source
    from merged
)

select * from final
