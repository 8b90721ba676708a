with moments as (
    select * from {{ of_changed_matches(ref('match_moments')) }}
    where moment = 'first_blood' and team_id is not null and film_coverage >= 0.9
),

teams as (
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
        moments.match_id,
        moments.xuid,
        moments.team_id,
        registry.mode_category,
        teams.outcome
    from moments
    inner join registry on moments.match_id = registry.match_id
    inner join teams
        on moments.match_id = teams.match_id and moments.team_id = teams.team_id
    where teams.teams_of_match = 2
)

select * from final
