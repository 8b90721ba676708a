with matches as (
    select * from {{ ref('player_match_stats') }}
    where friends_count > 0 and session_id is not null and not is_firefight
),

participants as (
    select * from {{ ref('match_participants') }}
),

friends as (
    select * from {{ ref('friends') }}
),

tracked as (
    select * from {{ ref('tracked_players') }}
),

-- The player and the tracked friends.
circle as (
    select
        xuid,
        xuid as member_xuid
    from tracked
    union all
    select
        friends.xuid,
        friends.friend_xuid as member_xuid
    from friends
    inner join tracked on friends.friend_xuid = tracked.xuid
),

summed as (
    select
        matches.xuid,
        matches.session_id,
        circle.member_xuid,
        min(matches.started_at) as first_played_at,
        cast(count(*) as bigint) as matches,
        cast(sum(members.kills) as bigint) as kills,
        cast(sum(members.damage_dealt) as bigint) as damage_dealt,
        avg(members.kda) as average_kda
    from matches
    inner join circle on matches.xuid = circle.xuid
    inner join participants as members
        on
            matches.match_id = members.match_id
            and matches.team_id = members.team_id
            and circle.member_xuid = members.xuid
    group by matches.xuid, matches.session_id, circle.member_xuid
),

final as (
    select
        summed.xuid,
        owners.gamertag,
        summed.session_id,
        summed.first_played_at,
        summed.member_xuid,
        members.gamertag as member_gamertag,
        summed.matches,
        summed.kills,
        cast(summed.kills as double) / nullif(sum(summed.kills) over session, 0)
            as share_of_kills,
        cast(summed.damage_dealt as double) / nullif(sum(summed.damage_dealt) over session, 0)
            as share_of_damage,
        summed.average_kda
    from summed
    inner join tracked as owners on summed.xuid = owners.xuid
    inner join tracked as members on summed.member_xuid = members.xuid
    window session as (partition by summed.xuid, summed.session_id)
)

select * from final
order by gamertag asc, first_played_at asc, session_id asc, share_of_kills desc, member_xuid asc
