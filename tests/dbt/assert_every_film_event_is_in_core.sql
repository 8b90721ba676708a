-- The events of each landed film, counted in its document, are in highlight_events.
with films as (
    select
        match_id,
        coalesce({{ length_of('events') }}, 0) as listed_events
    from {{ ref('stg_match_film') }}
),

events as (
    select
        match_id,
        count(*) as event_rows
    from {{ ref('highlight_events') }}
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
