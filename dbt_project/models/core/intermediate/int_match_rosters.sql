with players as (
    select * from {{ ref('stg_match_players') }}
),

teams as (
    select * from {{ ref('stg_match_teams') }}
),

player_counts as (
    select
        match_id,
        cast(count_if(not is_bot) as int) as human_count,
        cast(count_if(is_bot) as int) as bot_count
    from players
    group by match_id
),

team_scores as (
    select
        match_id,
        max(case when team_id = 0 then score end) as team_0_score,
        max(case when team_id = 1 then score end) as team_1_score,
        max(case when team_id = 0 then rounds_won end) as team_0_rounds_won,
        max(case when team_id = 1 then rounds_won end) as team_1_rounds_won
    from teams
    group by match_id
),

final as (
    select
        player_counts.match_id,
        player_counts.human_count,
        player_counts.bot_count,
        team_scores.team_0_score,
        team_scores.team_1_score,
        team_scores.team_0_rounds_won,
        team_scores.team_1_rounds_won
    from player_counts
    left join team_scores on player_counts.match_id = team_scores.match_id
)

select * from final
