with events as (
    select * from {{ of_changed_matches(ref('highlight_events')) }}
    where event_type in ('kill', 'death')
),

placed as (
    select * from {{ ref('int_kills_and_deaths') }}
),

in_bursts as (
    select * from {{ of_changed_matches(ref('int_burst_events')) }}
),

ends as (
    select * from {{ of_changed_matches(ref('int_burst_ends')) }}
),

found as (
    select
        match_id,
        event_index,
        event_type,
        time_ms,
        xuid,
        gamertag,
        source
    from placed
    where burst_events < 3 and not is_first_of_pair and not is_second_of_pair
    union all
    select
        in_bursts.match_id,
        in_bursts.event_index,
        in_bursts.event_type,
        in_bursts.time_ms,
        in_bursts.xuid,
        in_bursts.gamertag,
        in_bursts.source
    from in_bursts
    left join ends
        on in_bursts.match_id = ends.match_id and in_bursts.event_index = ends.event_index
    where ends.match_id is null
    union all
    select
        match_id,
        event_index,
        event_type,
        time_ms,
        xuid,
        gamertag,
        source
    from events
    where time_ms is null or xuid is null
),

final as (
    select
        match_id,
        event_index,
        event_type,
        time_ms,
        xuid,
        gamertag,
        source
    from found
)

select * from final
