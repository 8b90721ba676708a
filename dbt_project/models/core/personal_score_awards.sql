with awarded as (
    select * from {{ ref('stg_personal_score_awards') }}
),

awards as (
    select * from {{ ref('personal_score_award_names') }}
),

summed as (
    select
        match_id,
        player_id,
        award_id,
        cast(sum(award_count) as bigint) as award_count,
        cast(sum(award_score) as bigint) as award_score
    from awarded
    where award_id is not null
    group by match_id, player_id, award_id
),

final as (
    select
        summed.match_id,
        summed.player_id,
        {{ xuid_of('summed.player_id') }} as xuid,
        summed.award_id,
        awards.award_name,
        awards.award_name_fr,
        coalesce(awards.award_category, 'other') as award_category,
        summed.award_count,
        summed.award_score
    from summed
    left join awards on summed.award_id = awards.award_id
)

select * from final
