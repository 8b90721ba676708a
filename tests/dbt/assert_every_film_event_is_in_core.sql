{%- set tables = [ref('stg_match_film'), ref('stg_film_decodings'), ref('highlight_events')] -%}

-- The events of each landed film, counted in its document, are in highlight_events.
with landed as (
    select * from {{ of_matches_to_check(ref('stg_match_film'), tables) }}
),

decoded_again as (
    select * from {{ of_matches_to_check(ref('stg_film_decodings'), tables) }}
),

films as (
    select
        landed.match_id,
        coalesce(decoded_again.event_count, landed.event_count) as listed_events
    from landed
    left join decoded_again on landed.match_id = decoded_again.match_id
),

events as (
    select
        match_id,
        count(*) as event_rows
    from {{ of_matches_to_check(ref('highlight_events'), tables) }}
    where source = 'api'
    group by match_id
),

compared as (
    select
        coalesce(films.match_id, events.match_id) as match_id,
        coalesce(films.listed_events, 0) as listed_events,
        coalesce(events.event_rows, 0) as event_rows
    from films
    full outer join events on films.match_id = events.match_id
)

select * from compared
where listed_events <> event_rows
