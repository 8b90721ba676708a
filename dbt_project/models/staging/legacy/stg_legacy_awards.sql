{%- set schema = {
    'match_id': 'string', 'xuid': 'string', 'award_name': 'string', 'award_category': 'string',
    'award_count': 'double', 'award_score': 'double',
} -%}

with old_rows as (
    {{ legacy_rows('legacy_personal_score_awards', schema) }}
),

final as (
    select
        lower(old.match_id) as match_id,
        coalesce(old.xuid, owner_xuid) as xuid,
        old.award_name as award_label,
        old.award_category as award_category,
        {{ legacy_count('old.award_count') }} as award_count,
        {{ legacy_count('old.award_score') }} as award_score,
        {{ legacy_columns() }}
    from old_rows
    where old.match_id is not null and old.award_name is not null
)

select * from final
