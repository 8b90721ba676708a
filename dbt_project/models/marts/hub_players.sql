with player_matches as (
    select * from {{ ref('player_matches') }}
),

participants as (
    select * from {{ ref('match_participants') }}
),

tracked as (
    select * from {{ ref('tracked_players') }}
),

aliases as (
    select * from {{ ref('xuid_aliases') }}
    where is_current
),

registry as (
    select * from {{ ref('match_registry') }}
),

-- Everybody in a match of a tracked player, that player left out.
met as (
    select
        participants.xuid,
        participants.match_id,
        player_matches.xuid as tracked_xuid,
        registry.started_at
    from participants
    inner join player_matches
        on
            participants.match_id = player_matches.match_id
            and participants.xuid <> player_matches.xuid
    inner join registry on participants.match_id = registry.match_id
),

final as (
    select
        met.xuid,
        max(aliases.gamertag) as gamertag,
        max(tracked.xuid) is not null as is_tracked,
        cast(count(distinct met.tracked_xuid) as bigint) as tracked_players_met,
        cast(count(distinct met.match_id) as bigint) as matches,
        cast(count(*) as bigint) as encounters,
        min(met.started_at) as first_played_at,
        max(met.started_at) as last_played_at
    from met
    left join tracked on met.xuid = tracked.xuid
    left join aliases on met.xuid = aliases.xuid
    group by met.xuid
    having count(distinct met.tracked_xuid) > 1
)

select * from final
