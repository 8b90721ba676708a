with tracked as (
    select * from {{ ref('tracked_players') }}
),

awards as (
    select * from {{ ref('personal_score_awards') }}
),

names as (
    select * from {{ ref('personal_score_award_names') }}
),

registry as (
    select * from {{ ref('match_registry') }}
),

-- The old application wrote Score for every award that it had no label for.
final as (
    select
        awards.xuid as owner_xuid,
        cast(
            row_number() over (
                partition by awards.xuid
                order by registry.started_at, awards.match_id, awards.award_id
            ) as int
        ) as id,
        awards.match_id,
        awards.xuid,
        case
            when names.legacy_label is not null then names.legacy_label
            when awards.source = 'legacy' then awards.award_name_fr
            else 'Score'
        end as award_name,
        awards.award_category,
        try_cast(awards.award_count as int) as award_count,
        try_cast(awards.award_score as int) as award_score,
        registry.last_updated_at as created_at
    from awards
    inner join tracked on awards.xuid = tracked.xuid
    inner join registry on awards.match_id = registry.match_id
    left join names on awards.award_id = names.award_id
)

select * from final
