with awarded as (
    select * from {{ ref('stg_personal_score_awards') }}
),

awards as (
    select * from {{ ref('personal_score_award_names') }}
),

answered as (
    select match_id from {{ ref('stg_match_stats') }}
),

migrated as (
    select migrated.*
    from {{ ref('int_legacy_awards') }} as migrated
    inner join {{ ref('int_match_info') }} as matches on migrated.match_id = matches.match_id
    left join answered on migrated.match_id = answered.match_id
    where answered.match_id is null
),

summed as (
    select
        match_id,
        player_id,
        award_id,
        {{ total('award_count') }} as award_count,
        {{ total('award_score') }} as award_score,
        cast(null as {{ dbt.type_string() }}) as award_label,
        cast(null as {{ dbt.type_string() }}) as award_category,
        false as is_ambiguous,
        'api' as source
    from awarded
    group by match_id, player_id, award_id
    union all
    select
        match_id,
        concat('xuid(', xuid, ')') as player_id,
        award_id,
        award_count,
        award_score,
        award_label,
        award_category,
        is_ambiguous,
        'legacy' as source
    from migrated
),

final as (
    select
        summed.match_id,
        summed.player_id,
        {{ xuid_of('summed.player_id') }} as xuid,
        summed.award_id,
        awards.award_name,
        coalesce(awards.award_name_fr, summed.award_label) as award_name_fr,
        coalesce(
            awards.award_category,
            {{ award_category_or_null('summed.award_category') }},
            'other'
        ) as award_category,
        summed.award_count,
        summed.award_score,
        summed.is_ambiguous,
        summed.source
    from summed
    left join awards on summed.award_id = awards.award_id
)

select * from final
