with player_matches as (
    select * from {{ ref('player_matches') }}
),

participants as (
    select * from {{ ref('shared_match_participants') }}
),

final as (
    select
        player_matches.xuid as owner_xuid,
        participants.match_id,
        participants.xuid,
        participants.team_id,
        participants.outcome,
        participants.gamertag,
        participants.rank,
        participants.score,
        participants.kills,
        participants.deaths,
        participants.assists,
        participants.shots_fired,
        participants.shots_hit,
        participants.damage_dealt,
        participants.damage_taken,
        participants.avg_life_seconds
    from player_matches
    inner join participants on player_matches.match_id = participants.match_id
)

select * from final
