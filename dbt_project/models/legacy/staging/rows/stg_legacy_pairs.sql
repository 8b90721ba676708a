{%- set schema = {
    'match_id': 'string', 'killer_xuid': 'string', 'killer_gamertag': 'string',
    'victim_xuid': 'string', 'victim_gamertag': 'string', 'time_ms': 'double',
} -%}

with old_rows as (
    {{ legacy_rows('legacy_killer_victim_pairs', schema) }}
),

final as (
    select
        lower(old.match_id) as match_id,
        nullif(old.killer_xuid, '') as killer_xuid,
        {{ printable('old.killer_gamertag') }} as killer_gamertag,
        nullif(old.victim_xuid, '') as victim_xuid,
        {{ printable('old.victim_gamertag') }} as victim_gamertag,
        try_cast(old.time_ms as int) as time_ms,
        {{ legacy_columns() }}
    from old_rows
    where old.match_id is not null
)

select * from final
