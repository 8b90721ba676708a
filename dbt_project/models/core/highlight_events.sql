with films as (
    {{ unread_rows(ref('stg_match_film')) }}
),

answered as (
    select match_id from {{ ref('stg_match_film') }}
),

-- Few beside the films that keep coming, so all of them each time: a copy of a film may land late.
migrated as (
    select * from {{ ref('int_legacy_film_events') }}
),

events as (
    select
        films.match_id,
        {{ place_in_array() }} as event_index,
        event,
        films.segment
    from films
    {{ unnest('films.events', 'event') }}
),

final as (
    select
        match_id,
        event_index,
        event.event_type as event_type,
        try_cast(event.time_ms as int) as time_ms,
        event.xuid as xuid,
        event.gamertag as gamertag,
        try_cast(event.type_hint as int) as type_hint,
        try_cast(event.medal_value as int) as medal_value,
        event.medal_name as medal_name,
        'api' as source,
        segment
    from events
    union all
    select
        migrated.match_id,
        migrated.event_index,
        migrated.event_type,
        migrated.time_ms,
        migrated.xuid,
        migrated.gamertag,
        migrated.type_hint,
        migrated.medal_value,
        migrated.medal_name,
        'legacy' as source,
        migrated.segment
    from migrated
    left join answered on migrated.match_id = answered.match_id
    where answered.match_id is null
)

select * from final
