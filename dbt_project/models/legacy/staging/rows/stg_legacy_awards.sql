{%- set schema = {
    'match_id': 'string', 'xuid': 'string', 'award_name': 'string', 'award_category': 'string',
    'award_count': 'double', 'award_score': 'double',
} -%}

with old_rows as (
    {{ legacy_rows('legacy_personal_score_awards', schema) }}
),

counted as (
    select
        *,
        {{ legacy_count('old.award_count') }} as award_count,
        {{ legacy_count('old.award_score') }} as award_score
    from old_rows
),

final as (
    select
        lower(old.match_id) as match_id,
        coalesce(old.xuid, owner_xuid) as xuid,
        old.award_name as award_label,
        old.award_category as award_category,
        award_count,
        award_score,
        try_cast(
            case
                when award_count > 0 and award_score % award_count = 0
                    then award_score / cast(award_count as double)
            end as int
        ) as award_points,
        {{ legacy_columns() }}
    from counted
    where
        old.match_id is not null
        and old.award_name is not null
        and {{ is_xuid('coalesce(old.xuid, owner_xuid)') }}
)

select * from final
