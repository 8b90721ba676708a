with moments as (
    select * from {{ of_changed_matches(ref('match_moments')) }}
    where moment = 'first_blood' and team_id is not null
),

teams as (
    select * from {{ of_changed_matches(ref('match_teams')) }}
),

registry as (
    select * from {{ of_changed_matches(ref('match_registry')) }}
    where not is_firefight
),

sizes as (
    select
        match_id,
        count(*) as teams
    from teams
    group by match_id
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
    inner join sizes on moments.match_id = sizes.match_id and sizes.teams = 2
    inner join teams
        on moments.match_id = teams.match_id and moments.team_id = teams.team_id
)

select * from final
