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

teams as (
    select
        match_id,
        team_id,
        outcome,
        count(*) over (partition by match_id) as team_count
    from {{ of_changed_matches(ref('match_teams')) }}
),

-- A gap is one between two teams: in a free-for-all each player is a team.
final as (
    select
        skill.match_id,
        skill.xuid,
        skill.expected_kills,
        skill.expected_deaths,
        participants.kills,
        participants.deaths,
        teams.team_id,
        case
            when registry.is_team_match and teams.team_count = 2
                then skill.team_mmr - skill.enemy_mmr
        end as mmr_gap,
        teams.outcome as team_outcome
    from skill
    inner join registry on skill.match_id = registry.match_id
    inner join participants
        on skill.match_id = participants.match_id and skill.xuid = participants.xuid
    left join teams on skill.match_id = teams.match_id and skill.team_id = teams.team_id
)

select * from final
