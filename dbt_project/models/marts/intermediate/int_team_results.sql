with participants as (
    select * from {{ of_changed_matches(ref('match_participants')) }}
),

teams as (
    select * from {{ of_changed_matches(ref('match_teams')) }}
),

-- More than one other team: the best of them is the one to beat.
enemies as (
    select
        participants.match_id,
        participants.player_id,
        max(teams.score) as enemy_team_score,
        max(teams.rounds_won) as enemy_team_rounds_won
    from participants
    inner join teams
        on
            participants.match_id = teams.match_id
            and participants.team_id <> teams.team_id
    group by participants.match_id, participants.player_id
),

final as (
    select
        participants.match_id,
        participants.player_id,
        teams.score as my_team_score,
        enemies.enemy_team_score,
        teams.rounds_won as my_team_rounds_won,
        enemies.enemy_team_rounds_won
    from participants
    inner join teams
        on
            participants.match_id = teams.match_id
            and participants.team_id = teams.team_id
    left join enemies
        on
            participants.match_id = enemies.match_id
            and participants.player_id = enemies.player_id
)

select * from final
