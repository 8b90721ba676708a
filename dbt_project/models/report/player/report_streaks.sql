with streaks as (
    select * from {{ ref('player_streaks') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by xuid, streak_type order by matches desc, started_at desc
        ) as place
    from streaks
),

final as (
    select
        xuid,
        first_match_id,
        streak_type,
        place,
        matches,
        started_at_local,
        is_current
    from ranked
    where place <= 5 or is_current
)

select * from final
