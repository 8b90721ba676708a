with old_rows as (
    {{ legacy_rows('legacy_match_skill', {'match_id': 'string', 'skill': match_skill_schema()}) }}
),

values_of_players as (
    select
        old_rows.*,
        listed.item as skill
    from old_rows
    {{ unnest(first_listed('old_rows.old.skill.Value', 'Id'), 'listed') }}
),

final as (
    select
        old.match_id as match_id,
        {{ player_skill_columns('skill') }},
        {{ legacy_columns() }}
    from values_of_players
)

select * from final
