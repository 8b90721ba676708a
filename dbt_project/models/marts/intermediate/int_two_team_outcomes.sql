with teams as (
    select
        *,
        count(*) over (partition by match_id) as teams_of_match
    from {{ of_changed_matches(ref('match_teams')) }}
),

registry as (
    select * from {{ of_changed_matches(ref('match_registry')) }}
    where not is_firefight
),

final as (
    select
        teams.match_id,
        teams.team_id,
        teams.outcome,
        registry.mode_category,
        registry.duration_seconds
    from teams
    inner join registry on teams.match_id = registry.match_id
    where teams.teams_of_match = 2
)

select * from final
