with facts as (
    select * from {{ of_changed_matches(ref('int_player_match_facts')) }}
    where is_team_match
),

participants as (
    select * from {{ of_changed_matches(ref('match_participants')) }}
),

alongside as (
    select * from {{ of_changed_matches(ref('int_friends_alongside')) }}
),

final as (
    select
        facts.xuid,
        facts.match_id,
        {{ sorted_list('participants.xuid') }} as teammates_signature,
        {{ sorted_list('alongside.friend_xuid') }} as friends_xuids,
        cast(count(alongside.friend_xuid) as int) as friends_count
    from facts
    inner join participants
        on
            facts.match_id = participants.match_id
            and facts.team_id = participants.team_id
            and facts.xuid <> participants.xuid
    left join alongside
        on
            facts.xuid = alongside.xuid
            and facts.match_id = alongside.match_id
            and participants.xuid = alongside.friend_xuid
    group by facts.xuid, facts.match_id
)

select * from final
