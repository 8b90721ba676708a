with participants as (
    select * from {{ of_changed_matches(ref('match_participants')) }}
    where xuid is not null
),

registry as (
    select * from {{ of_changed_matches(ref('match_registry')) }}
),

-- Without teams, ids are slots. A player of several teams is of none of them all the time.
final as (
    select
        participants.match_id,
        participants.xuid,
        case
            when registry.is_team_match and participants.team_count = 1 then participants.team_id
        end as team_id
    from participants
    inner join registry on participants.match_id = registry.match_id
)

select * from final
