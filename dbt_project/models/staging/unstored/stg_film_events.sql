with landed as (
    {{ payloads_of(source('raw', 'match_film'), ref('stg_match_film')) }}
),

decoded_again as (
    {{ payloads_of(source('raw', 'film_decodings'), ref('stg_film_decodings')) }}
),

-- What was decoded last counts.
payloads as (
    select
        match_id,
        segment,
        payload
    from decoded_again
    union all
    select
        landed.match_id,
        landed.segment,
        landed.payload
    from landed
    left join decoded_again on landed.match_id = decoded_again.match_id
    where decoded_again.match_id is null
),

films as (
    select
        match_id,
        segment,
        {{ parse_json('payload', film_events_schema()) }}.events as events
    from payloads
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
        segment
    from events
)

select * from final
