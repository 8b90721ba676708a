with matches as (
    {{ unread_rows(ref('stg_match_stats')) }}
),

teams as (
    select
        matches.match_id,
        matches.segment,
        team
    from matches
    {{ unnest('matches.teams', 'team') }}
),

final as (
    select
        match_id,
        try_cast(team.TeamId as int) as team_id,
        try_cast(team.Outcome as int) as outcome,
        try_cast(team.Rank as int) as rank,
        team.Stats.CoreStats.Score as score,
        segment
    from teams
)

select * from final
