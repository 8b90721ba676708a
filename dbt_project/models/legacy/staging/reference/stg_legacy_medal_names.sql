{%- set schema = {
    'name_id': 'bigint', 'name_en': 'string', 'name_fr': 'string', 'description_en': 'string',
    'description_fr': 'string', 'difficulty': 'string',
} -%}

with old_rows as (
    {{ legacy_rows('legacy_medal_definitions', schema) }}
),

final as (
    select
        old.name_id as medal_id,
        old.name_en as name_en,
        old.name_fr as name_fr,
        old.description_en as description_en,
        old.description_fr as description_fr,
        old.difficulty as difficulty,
        {{ legacy_columns() }}
    from old_rows
    where old.name_id is not null
)

select * from final
