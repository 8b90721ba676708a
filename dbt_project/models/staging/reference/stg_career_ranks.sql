with newest as (
    {{ newest_document('career_ranks', career_ranks_schema()) }}
),

ranks as (
    select
        unnested.career_rank,
        {{ place_in_array() }} as place
    from newest
    {{ unnest_with_place('newest.document.Ranks', 'career_rank') }}
),

-- Listed twice is there once, as it was listed first; without a number it is no rank.
numbered as (
    select
        career_rank,
        try_cast(career_rank.Rank as int) as rank_number,
        row_number() over (
            partition by try_cast(career_rank.Rank as int) order by place
        ) as listing,
        count(*) over (partition by try_cast(career_rank.Rank as int)) as listings
    from ranks
),

final as (
    select
        rank_number as career_rank,
        career_rank.RankTitle.value as title,
        career_rank.RankSubTitle.value as subtitle,
        career_rank.RankTier.value as tier,
        career_rank.TierType as tier_type,
        try_cast(career_rank.RankGrade as int) as grade,
        career_rank.XpRequiredForRank as xp_required,
        career_rank.RankIcon as icon_path,
        career_rank.RankAdornmentIcon as adornment_path,
        cast(listings as int) as listings
    from numbered
    where rank_number is not null and listing = 1
)

select * from final
