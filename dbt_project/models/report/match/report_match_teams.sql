with teams as (
    select * from {{ ref('match_teams') }}
),

final as (
    select
        match_id,
        team_id,
        outcome,
        score,
        kills
    from teams
)

select * from final
