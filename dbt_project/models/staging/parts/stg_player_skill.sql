with payloads as (
    {{ payloads_of(source('raw', 'match_skill'), ref('stg_match_skill')) }}
),

matches as (
    select
        match_id,
        segment,
        {{ parse_json('payload', match_skill_schema()) }}.Value as player_skills
    from payloads
),

values_of_players as (
    select
        matches.match_id,
        matches.segment,
        listed.item as skill
    from matches
    {{ unnest(first_listed('matches.player_skills', 'Id'), 'listed') }}
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
