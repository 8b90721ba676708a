with ranks as (
    select * from {{ ref('stg_career_ranks') }}
),

-- What a rank takes is counted from the rank below, so all ranks below add up to reach it.
final as (
    select
        career_rank,
        title,
        subtitle,
        tier,
        tier_type,
        grade,
        xp_required,
        try_cast(
            coalesce(
                sum(xp_required) over (
                    order by career_rank rows between unbounded preceding and 1 preceding
                ),
                0
            ) as bigint
        ) as xp_total_before,
        icon_path,
        adornment_path
    from ranks
)

select * from final
