-- Apart from the other columns, because a new gamertag changes old matches.
with details as (
    select * from {{ of_changed_matches(ref('int_player_match_details')) }}
    where nemesis_xuid is not null or favourite_victim_xuid is not null or friends_count > 0
),

aliases as (
    select * from {{ ref('xuid_aliases') }}
    where is_current
),

friend_names as (
    select * from {{ ref('int_friend_gamertags') }}
),

alongside as (
    select * from {{ of_changed_matches(ref('int_friends_alongside')) }}
),

friends as (
    select
        alongside.xuid,
        alongside.match_id,
        {{ sorted_list('friend_names.gamertag') }} as friends_gamertags
    from alongside
    inner join friend_names on alongside.friend_xuid = friend_names.xuid
    group by alongside.xuid, alongside.match_id
),

final as (
    select
        details.xuid,
        details.match_id,
        nemeses.gamertag as nemesis_gamertag,
        victims.gamertag as favourite_victim_gamertag,
        friends.friends_gamertags
    from details
    left join aliases as nemeses on details.nemesis_xuid = nemeses.xuid
    left join aliases as victims on details.favourite_victim_xuid = victims.xuid
    left join friends
        on details.xuid = friends.xuid and details.match_id = friends.match_id
)

select * from final
