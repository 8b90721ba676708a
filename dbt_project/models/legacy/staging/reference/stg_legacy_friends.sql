{%- set schema = {
    'owner_xuid': 'string', 'friend_xuid': 'string', 'friend': 'string',
    'friend_gamertag': 'string', 'is_active': 'boolean',
} -%}

with old_rows as (
    {{ legacy_rows('legacy_friends', schema) }}
),

final as (
    select
        old.owner_xuid as xuid,
        old.friend_xuid as friend_xuid,
        coalesce(old.friend, old.friend_gamertag) as friend_name,
        coalesce(old.is_active, true) as is_active,
        raw_key,
        file_sha256,
        old_row_number,
        segment
    from old_rows
    where old.owner_xuid is not null
)

select * from final
