with career as (
    select * from {{ ref('player_career') }}
    where career_rank is not null
),

final as (
    select
        xuid as owner_xuid,
        cast(row_number() over (partition by xuid order by recorded_at) as int) as id,
        xuid,
        career_rank as rank,
        trim(concat(coalesce(title, ''), ' ', coalesce(subtitle, ''), ' ', coalesce(tier, '')))
            as rank_name,
        tier_type as rank_tier,
        try_cast(current_xp as int) as current_xp,
        try_cast(xp_for_next_rank as int) as xp_for_next_rank,
        try_cast(xp_total as int) as xp_total,
        is_max_rank,
        adornment_path,
        recorded_at
    from career
)

select * from final
