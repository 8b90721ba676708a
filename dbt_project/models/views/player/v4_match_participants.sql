with player_matches as (
    select * from {{ ref('player_matches') }}
),

participants as (
    select * from {{ ref('match_participants') }}
    where xuid is not null
),

final as (
    select
        player_matches.xuid as owner_xuid,
        participants.match_id,
        participants.xuid,
        participants.team_id,
        participants.outcome,
        participants.gamertag,
        try_cast(participants.rank as smallint) as rank,
        try_cast(coalesce(participants.personal_score, participants.score) as int) as score,
        try_cast(participants.kills as smallint) as kills,
        try_cast(participants.deaths as smallint) as deaths,
        try_cast(participants.assists as smallint) as assists,
        try_cast(participants.shots_fired as int) as shots_fired,
        try_cast(participants.shots_hit as int) as shots_hit,
        cast(participants.damage_dealt as float) as damage_dealt,
        cast(participants.damage_taken as float) as damage_taken,
        cast(participants.average_life_seconds as float) as avg_life_seconds
    from player_matches
    inner join participants on player_matches.match_id = participants.match_id
)

select * from final
