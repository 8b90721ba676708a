with newest as (
    {{ newest_document('career_ranks', career_ranks_schema()) }}
),

ranks as (
    select career_rank
    from newest
    {{ unnest('newest.document.Ranks', 'career_rank') }}
),

final as (
    select
        try_cast(career_rank.Rank as int) as career_rank,
        career_rank.RankTitle.value as title,
        career_rank.RankSubTitle.value as subtitle,
        career_rank.RankTier.value as tier,
        career_rank.TierType as tier_type,
        try_cast(career_rank.RankGrade as int) as grade,
        career_rank.XpRequiredForRank as xp_required,
        career_rank.RankIcon as icon_path,
        career_rank.RankAdornmentIcon as adornment_path
    from ranks
)

select * from final
