with matches as (
    {{ unread_rows(ref('stg_match_skill')) }}
),

values_of_players as (
    select
        matches.match_id,
        matches.segment,
        skill
    from matches
    {{ unnest('matches.player_skills', 'skill') }}
    where {{ is_first_with('matches.player_skills', 'Id', 'skill') }}
),

named as (
    select
        match_id,
        {{ player_skill_columns('skill') }},
        segment
    from values_of_players
),

-- Bots have no skill.
final as (
    select * from named
    where xuid is not null
)

select * from final
