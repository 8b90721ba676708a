with matches as (
    select * from {{ ref('player_match_stats') }}
),

-- Ties and matches left neither break a streak nor lengthen it.
decided as (
    select
        xuid,
        gamertag,
        match_id,
        started_at,
        started_at_local,
        case outcome when 2 then 'win' else 'loss' end as streak_type,
        row_number() over (partition by xuid order by started_at, match_id) as place,
        row_number() over (partition by xuid, outcome order by started_at, match_id)
            as place_among_equals
    from matches
    where outcome in {{ outcomes('win', 'loss') }} and not is_firefight and started_at is not null
),

runs as (
    select
        xuid,
        max(gamertag) as gamertag,
        streak_type,
        min_by(match_id, place) as first_match_id,
        max_by(match_id, place) as last_match_id,
        cast(count(*) as bigint) as matches,
        min(started_at) as started_at,
        min_by(started_at_local, started_at) as started_at_local,
        max(started_at) as last_played_at,
        max(place) as last_place
    from decided
    group by xuid, streak_type, place - place_among_equals
),

final as (
    select
        xuid,
        gamertag,
        first_match_id,
        last_match_id,
        streak_type,
        matches,
        started_at,
        started_at_local,
        last_played_at,
        last_place = max(last_place) over (partition by xuid) as is_current
    from runs
)

select * from final
