{%- set respawn_ms = milliseconds('respawn_seconds') -%}

with events as (
    select * from {{ of_changed_matches(ref('highlight_events')) }}
    where time_ms is not null
),

sides as (
    select * from {{ ref('int_film_sides') }}
),

placed as (
    select
        events.match_id,
        sides.team_id,
        cast(floor(events.time_ms / 30000.0) as int) as slice_index,
        events.event_type,
        events.xuid,
        cast(floor((cast(events.time_ms as bigint) + {{ respawn_ms }}) / 30000.0) as int)
            as respawn_slice_index,
        max(cast(floor(events.time_ms / 30000.0) as int)) over (
            partition by events.match_id
        ) as last_slice_index
    from events
    left join sides on events.match_id = sides.match_id and events.xuid = sides.xuid
),

deaths as (
    select * from placed
    where event_type = 'death' and respawn_slice_index > slice_index
),

-- A player who is dead at the end of a slice counts there.
dead as (
    select
        deaths.match_id,
        deaths.team_id,
        deaths.slice_index + unnested.slices_later - 1 as slice_index,
        deaths.xuid,
        deaths.last_slice_index
    from deaths
    {{ unnest(numbers_to('deaths.respawn_slice_index - deaths.slice_index'), 'slices_later') }}
),

final as (
    select
        match_id,
        team_id,
        slice_index,
        event_type,
        xuid
    from placed
    union all
    select
        match_id,
        team_id,
        cast(slice_index as int) as slice_index,
        'dead' as event_type,
        xuid
    from dead
    where slice_index <= last_slice_index
)

select * from final
