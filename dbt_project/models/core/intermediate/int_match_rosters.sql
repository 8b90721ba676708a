with players as (
    select * from {{ of_changed_matches(ref('stg_match_players')) }}
),

teams as (
    select * from {{ of_changed_matches(ref('stg_match_teams')) }}
),

migrated_players as (
    select * from {{ of_changed_matches(ref('int_legacy_participants')) }}
),

migrated_matches as (
    select * from {{ of_changed_matches(ref('int_legacy_matches')) }}
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

-- A roster is more than its owner's own row; the old application left bots out of it.
migrated_counts as (
    select
        match_id,
        cast(count(*) as int) as human_count
    from migrated_players
    group by match_id
    having max(case when is_in_roster then 1 else 0 end) = 1
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
    union all
    select
        migrated_matches.match_id,
        migrated_counts.human_count,
        cast(null as int) as bot_count,
        migrated_matches.team_0_score,
        migrated_matches.team_1_score,
        cast(null as bigint) as team_0_rounds_won,
        cast(null as bigint) as team_1_rounds_won
    from migrated_matches
    left join migrated_counts on migrated_matches.match_id = migrated_counts.match_id
    left join player_counts on migrated_matches.match_id = player_counts.match_id
    where player_counts.match_id is null
)

select * from final
