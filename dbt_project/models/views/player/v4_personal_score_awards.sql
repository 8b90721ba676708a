with tracked as (
    select * from {{ ref('tracked_players') }}
),

awards as (
    select * from {{ ref('personal_score_awards') }}
),

registry as (
    select * from {{ ref('match_registry') }}
),

-- The old application kept the French label of an award, which several awards share.
final as (
    select
        awards.xuid as owner_xuid,
        awards.match_id,
        awards.xuid,
        coalesce(awards.award_name_fr, cast(awards.award_id as {{ dbt.type_string() }}))
            as award_name,
        awards.award_category,
        try_cast(sum(awards.award_count) as int) as award_count,
        try_cast(sum(awards.award_score) as int) as award_score,
        max(registry.last_updated_at) as created_at
    from awards
    inner join tracked on awards.xuid = tracked.xuid
    inner join registry on awards.match_id = registry.match_id
    group by
        awards.match_id,
        awards.xuid,
        coalesce(awards.award_name_fr, cast(awards.award_id as {{ dbt.type_string() }})),
        awards.award_category
)

select * from final
