with answers as (
    select
        *,
        row_number() over (
            partition by xuid, recorded_at order by sequence desc, run_id desc
        ) as age
    from {{ ref('stg_player_snapshots') }}
),

final as (
    select
        xuid,
        recorded_at,
        ranks_completed,
        current_xp,
        is_max_rank,
        matches_played,
        matchmade_matches_played,
        custom_matches_played,
        local_matches_played,
        matches_completed,
        wins,
        losses,
        ties,
        time_played_seconds
    from answers
    where age = 1
)

select * from final
