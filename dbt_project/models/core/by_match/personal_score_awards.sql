with summed as (
    select * from {{ ref('int_personal_score_awards') }}
),

awards as (
    select * from {{ ref('personal_score_award_names') }}
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
