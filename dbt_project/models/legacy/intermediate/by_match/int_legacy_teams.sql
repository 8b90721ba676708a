with matches as (
    select * from {{ of_changed_matches(ref('int_legacy_matches')) }}
    where is_team_match
),

players as (
    select * from {{ of_changed_matches(ref('int_legacy_participants')) }}
),

-- A team's outcome is that of those who stayed.
outcomes as (
    select
        match_id,
        cast(team_id as int) as team_id,
        cast(
            min(case when outcome in {{ outcomes('tie', 'win', 'loss') }} then outcome end) as int
        ) as outcome
    from players
    where team_id is not null
    group by match_id, team_id
),

final as (
    select
        outcomes.match_id,
        outcomes.team_id,
        outcomes.outcome,
        case outcomes.team_id when 0 then matches.team_0_score when 1 then matches.team_1_score end
            as score
    from outcomes
    inner join matches on outcomes.match_id = matches.match_id
)

select * from final
