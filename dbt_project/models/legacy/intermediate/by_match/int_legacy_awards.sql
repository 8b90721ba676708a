-- What an old file says several times counts once.
with awards as (
    select
        match_id,
        xuid,
        award_id,
        award_count,
        award_score,
        award_number,
        max(award_meaning) as award_meaning,
        max(award_label) as award_label,
        max(award_category) as award_category
    from {{ of_changed_matches(ref('int_legacy_award_rows')) }}
    group by match_id, xuid, award_id, award_count, award_score, award_number
),

final as (
    select
        match_id,
        xuid,
        award_id,
        max(award_meaning) = 'ambiguous' as is_ambiguous,
        max(award_label) as award_label,
        max(award_category) as award_category,
        {{ total('award_count') }} as award_count,
        {{ total('award_score') }} as award_score
    from awards
    group by match_id, xuid, award_id
)

select * from final
