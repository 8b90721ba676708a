{%- set schema = {
    'match_id': 'string', 'event_type': 'string', 'time_ms': 'double', 'xuid': 'string',
    'gamertag': 'string', 'killer_xuid': 'string', 'killer_gamertag': 'string',
    'victim_xuid': 'string', 'victim_gamertag': 'string', 'type_hint': 'double',
    'raw_json': 'string', 'response_body': 'string',
} -%}
{%- set film_event = {
    'event_type': 'string', 'time_ms': 'double', 'xuid': 'string', 'gamertag': 'string',
    'type_hint': 'double', 'medal_value': 'double', 'medal_name': 'string',
} -%}

with old_rows as (
    {{ legacy_rows('legacy_highlight_events', schema) }}
),

-- Version 3 had the event's JSON only, version 5 a killer and a victim where a film has one actor.
parsed as (
    select
        *,
        {{ parse_old_json('coalesce(old.raw_json, old.response_body)', film_event) }} as film,
        lower(coalesce(old.event_type, '')) = 'death' as is_death
    from old_rows
    where old.match_id is not null
),

named as (
    select
        *,
        coalesce(
            old.gamertag,
            case when is_death then old.victim_gamertag else old.killer_gamertag end,
            film.gamertag
        ) as stored_gamertag
    from parsed
),

final as (
    select
        lower(old.match_id) as match_id,
        lower(coalesce(old.event_type, film.event_type)) as event_type,
        try_cast(coalesce(old.time_ms, film.time_ms) as int) as time_ms,
        coalesce(
            old.xuid, case when is_death then old.victim_xuid else old.killer_xuid end, film.xuid
        ) as xuid,
        {{ printable('stored_gamertag') }} as gamertag,
        coalesce({{ printable('stored_gamertag') }} <> stored_gamertag, false) as is_garbled,
        try_cast(coalesce(old.type_hint, film.type_hint) as int) as type_hint,
        try_cast(film.medal_value as int) as medal_value,
        film.medal_name as medal_name,
        {{ legacy_columns() }}
    from named
)

select * from final
