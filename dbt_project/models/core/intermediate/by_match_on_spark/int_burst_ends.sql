-- The method is explained in macros/pairing.sql.
with events as (
    select * from {{ of_changed_matches(ref('int_burst_events')) }}
),

pairings as (
    select * from {{ of_changed_matches(ref('int_burst_pairings')) }}
),

-- A player of another side who is in the moment before or after could belong to an event.
reaching as (
    select
        *,
        coalesce(lag(of_other_sides) over (
            partition by match_id, burst, side order by moment
        ), 0) + coalesce(lead(of_other_sides) over (
            partition by match_id, burst, side order by moment
        ), 0) as candidates
    from pairings
),

-- The first of a side are paired with the moment before, the next ones with the moment after.
numbered as (
    select
        events.match_id,
        events.event_index,
        events.event_type,
        events.time_ms,
        events.xuid,
        events.gamertag,
        events.source,
        events.moment,
        events.side,
        reaching.candidates,
        reaching.earlier,
        reaching.later,
        row_number() over (
            partition by events.match_id, events.moment, reaching.side
            order by events.event_index
        ) as ordinal
    from events
    inner join reaching
        on
            events.match_id = reaching.match_id
            and events.moment = reaching.moment
            and case when events.is_on_both_ends then events.side else 'others' end = reaching.side
),

ends as (
    select
        *,
        case when ordinal <= earlier then moment - 1 else moment end as first_moment,
        ordinal > earlier as is_first
    from numbered
    where ordinal <= earlier + later
),

placed as (
    select
        *,
        row_number() over (
            partition by match_id, first_moment, is_first order by side, event_index
        ) - 1 as place
    from ends
),

final as (
    select
        match_id,
        event_index,
        event_type,
        time_ms,
        xuid,
        gamertag,
        source,
        side,
        first_moment,
        is_first,
        place,
        candidates
    from placed
)

select * from final
