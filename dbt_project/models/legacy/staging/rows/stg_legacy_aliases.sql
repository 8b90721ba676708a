{%- set schema = {
    'xuid': 'string', 'gamertag': 'string', 'last_seen': 'string', 'updated_at': 'string',
} -%}

with in_tables as (
    {{ legacy_rows('legacy_xuid_aliases', schema) }}
),

in_profiles as (
    {{ legacy_rows('legacy_players', schema) }}
),

named as (
    select * from in_tables
    union all
    select * from in_profiles
),

final as (
    select
        old.xuid as xuid,
        -- a folder without a better name is called after the xuid
        nullif({{ printable('old.gamertag') }}, old.xuid) as gamertag,
        {{ utc_timestamp('coalesce(old.last_seen, old.updated_at)') }} as last_seen_at,
        {{ legacy_columns() }}
    from named
    where {{ is_xuid('old.xuid') }}
)

select * from final
