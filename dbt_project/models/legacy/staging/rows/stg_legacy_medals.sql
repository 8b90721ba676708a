{%- set schema = {
    'match_id': 'string', 'xuid': 'string', 'medal_name_id': 'bigint', 'count': 'double',
} -%}

with old_rows as (
    {{ legacy_rows('legacy_medals_earned', schema) }}
),

-- A player's own file does not say whose medals it holds.
final as (
    select
        lower(old.match_id) as match_id,
        coalesce(old.xuid, owner_xuid) as xuid,
        old.medal_name_id as medal_id,
        {{ legacy_count('old.count') }} as medal_count,
        {{ legacy_columns() }}
    from old_rows
    where
        old.match_id is not null
        and old.medal_name_id is not null
        and {{ is_xuid('coalesce(old.xuid, owner_xuid)') }}
)

select * from final
