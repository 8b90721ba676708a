{#- How many matches bring the missing XP at the pace of this player. -#}
with career as (
    select * from {{ ref('player_career') }}
),

last_rank as (
    select
        max(career_rank) as last_career_rank,
        max(xp_total_before) as xp_of_last_rank
    from {{ ref('career_ranks') }}
),

paced as (
    select
        career.*,
        last_rank.last_career_rank,
        last_rank.xp_of_last_rank,
        greatest(career.xp_for_next_rank - career.current_xp, 0) as xp_to_next_rank,
        greatest(last_rank.xp_of_last_rank - career.xp_total, 0) as xp_to_last_rank,
        -- over all matches under the present rule: the newest day alone may be a lucky one
        cast(sum(career.xp_gained) over (
            partition by career.xuid, career.xp_rule_since
            order by career.recorded_at
        ) as double) / nullif(sum(career.xp_matches) over (
            partition by career.xuid, career.xp_rule_since
            order by career.recorded_at
        ), 0) as pace
    from career
    cross join last_rank
),

final as (
    select
        xuid,
        recorded_at,
        career_rank,
        last_career_rank,
        rank_name,
        xp_total,
        is_max_rank,
        xp_gained,
        xp_matches,
        pace as xp_pace,
        xp_to_next_rank,
        xp_to_last_rank,
        ceil(xp_to_next_rank / nullif(pace, 0)) as matches_to_next_rank,
        ceil(xp_to_last_rank / nullif(pace, 0)) as matches_to_last_rank
    from paced
)

select * from final
