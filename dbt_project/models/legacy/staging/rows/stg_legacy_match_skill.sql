with old_rows as (
    {{ legacy_rows('legacy_match_skill', {'match_id': 'string', 'skill': match_skill_schema()}) }}
),

values_of_players as (
    select
        old_rows.*,
        skill
    from old_rows
    {{ unnest('old_rows.old.skill.Value', 'skill') }}
    where {{ is_first_with('old_rows.old.skill.Value', 'Id', 'skill') }}
),

final as (
    select
        old.match_id as match_id,
        {{ player_skill_columns('skill') }},
        {{ legacy_columns() }}
    from values_of_players
)

select * from final
