with moments as (
    select * from {{ of_changed_matches(ref('match_moments')) }}
    where moment = 'first_blood' and team_id is not null and film_coverage >= 0.9
),

outcomes as (
    select * from {{ ref('int_two_team_outcomes') }}
),

final as (
    select
        moments.match_id,
        moments.xuid,
        moments.team_id,
        outcomes.mode_category,
        outcomes.outcome
    from moments
    inner join outcomes
        on moments.match_id = outcomes.match_id and moments.team_id = outcomes.team_id
)

select * from final
