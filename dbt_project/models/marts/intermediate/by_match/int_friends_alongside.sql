with facts as (
    select * from {{ of_changed_matches(ref('int_player_match_facts')) }}
),

friends as (
    select * from {{ ref('friends') }}
),

participants as (
    select * from {{ of_changed_matches(ref('match_participants')) }}
),

final as (
    select
        facts.xuid,
        facts.match_id,
        friends.friend_xuid
    from facts
    inner join friends on facts.xuid = friends.xuid
    inner join participants
        on
            facts.match_id = participants.match_id
            and friends.friend_xuid = participants.xuid
            and facts.team_id = participants.team_id
    where facts.is_team_match
)

select * from final
