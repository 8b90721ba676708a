with skill as (
    select * from {{ of_changed_matches(ref('match_skill')) }}
),

participants as (
    select * from {{ of_changed_matches(ref('match_participants')) }}
    where xuid is not null
),

registry as (
    select * from {{ of_changed_matches(ref('match_registry')) }}
    where not is_firefight
),

final as (
    select
        skill.match_id,
        skill.xuid,
        skill.expected_kills,
        skill.expected_deaths,
        participants.kills,
        participants.deaths,
        participants.team_id,
        skill.team_mmr - skill.enemy_mmr as mmr_gap,
        participants.outcome
    from skill
    inner join registry on skill.match_id = registry.match_id
    inner join participants
        on skill.match_id = participants.match_id and skill.xuid = participants.xuid
)

select * from final
