with tracked as (
    select * from {{ ref('tracked_players') }}
),

snapshots as (
    select * from {{ ref('int_player_snapshots') }}
),

ladder as (
    select * from {{ ref('career_ranks') }}
),

top as (
    select max(career_rank) as career_rank from ladder
),

-- The API counts ranks completed; the rank worn is the next one, but for the last.
final as (
    select
        snapshots.xuid,
        tracked.gamertag,
        snapshots.recorded_at,
        ladder.career_rank,
        ladder.title,
        ladder.subtitle,
        ladder.tier,
        ladder.tier_type,
        ladder.grade,
        nullif(
            concat_ws(
                ' ', nullif(ladder.title, ''), nullif(ladder.subtitle, ''), nullif(ladder.tier, '')
            ), ''
        ) as rank_name,
        ladder.adornment_path,
        snapshots.current_xp,
        ladder.xp_required as xp_for_next_rank,
        try_cast(cast(ladder.xp_total_before as double) + snapshots.current_xp as bigint)
            as xp_total,
        snapshots.is_max_rank,
        snapshots.matches_played,
        snapshots.matchmade_matches_played,
        snapshots.custom_matches_played,
        snapshots.local_matches_played,
        snapshots.matches_completed,
        snapshots.wins,
        snapshots.losses,
        snapshots.ties,
        snapshots.time_played_seconds
    from snapshots
    inner join tracked on snapshots.xuid = tracked.xuid
    cross join top
    left join ladder
        on
            snapshots.ranks_completed is not null
            and least(snapshots.ranks_completed + 1, top.career_rank) = ladder.career_rank
)

select * from final
