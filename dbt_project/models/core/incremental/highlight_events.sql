with films as (
    {{ unread_rows(ref('stg_match_film')) }}
),

-- These are few, and a copy of a film may land late, so all of them are read each time.
unfilmed as (
    select * from {{ ref('int_unfilmed_events') }}
),

events as (
    select
        films.match_id,
        {{ place_in_array() }} as event_index,
        unnested.event,
        films.segment
    from films
    {{ unnest_with_place('films.events', 'event') }}
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
        match_id,
        event_index,
        event_type,
        time_ms,
        xuid,
        gamertag,
        type_hint,
        medal_value,
        medal_name,
        source,
        segment
    from unfilmed
)

select * from final
