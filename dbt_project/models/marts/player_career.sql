with worn as (
    select * from {{ ref('int_worn_ranks') }}
),

gains as (
    select * from {{ ref('int_career_gains') }}
),

final as (
    select
        worn.xuid,
        worn.gamertag,
        worn.recorded_at,
        worn.career_rank,
        worn.title,
        worn.subtitle,
        worn.tier,
        worn.tier_type,
        worn.grade,
        worn.rank_name,
        worn.adornment_path,
        worn.current_xp,
        worn.xp_for_next_rank,
        worn.xp_total,
        worn.is_max_rank,
        worn.matches_played,
        worn.matchmade_matches_played,
        worn.custom_matches_played,
        worn.local_matches_played,
        worn.matches_completed,
        worn.wins,
        worn.losses,
        worn.ties,
        worn.time_played_seconds,
        gains.xp_gained,
        gains.xp_matches,
        gains.xp_per_match,
        gains.xp_rule_since
    from worn
    inner join gains on worn.xuid = gains.xuid and worn.recorded_at = gains.recorded_at
)

select * from final
