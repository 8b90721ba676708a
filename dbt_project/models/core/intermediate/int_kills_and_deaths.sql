{%- set in_time = 'over (partition by match_id order by moment, event_index)' -%}

with events as (
    select * from {{ of_changed_matches(ref('highlight_events')) }}
),

participants as (
    select * from {{ of_changed_matches(ref('match_participants')) }}
),

registry as (
    select * from {{ of_changed_matches(ref('match_registry')) }}
),

-- No player kills the own side. Without teams, and after a change of team, a player is a side.
actors as (
    select
        events.match_id,
        events.event_index,
        events.event_type,
        events.time_ms,
        events.xuid,
        events.gamertag,
        events.source,
        case
            when
                registry.is_team_match
                and participants.team_count = 1
                and participants.team_id is not null
                then concat('team ', participants.team_id)
            else concat('player ', events.xuid)
        end as side,
        2 * cast(events.time_ms as bigint) + case when events.event_type = 'kill' then 1 else 0 end
            as moment
    from events
    left join participants
        on events.match_id = participants.match_id and events.xuid = participants.xuid
    left join registry on events.match_id = registry.match_id
    where
        events.event_type in ('kill', 'death')
        and events.time_ms is not null
        and events.xuid is not null
),

-- Most bursts have one or two events. One look at the neighbours settles these.
beside_others as (
    select
        *,
        coalesce(moment - lag(moment) {{ in_time }} <= 1, false) as is_linked_before,
        coalesce(lead(moment) {{ in_time }} - moment <= 1, false) as is_linked_after,
        coalesce(lag(moment) {{ in_time }} - lag(moment, 2) {{ in_time }} <= 1, false)
            as is_previous_linked_before,
        coalesce(lead(moment, 2) {{ in_time }} - lead(moment) {{ in_time }} <= 1, false)
            as is_next_linked_after,
        coalesce(event_type <> lag(event_type) {{ in_time }}, false)
        and coalesce(side <> lag(side) {{ in_time }}, false) as could_pair_before,
        coalesce(event_type <> lead(event_type) {{ in_time }}, false)
        and coalesce(side <> lead(side) {{ in_time }}, false) as could_pair_after,
        lead(event_index) {{ in_time }} as next_event_index,
        lead(time_ms) {{ in_time }} as next_time_ms,
        lead(xuid) {{ in_time }} as next_xuid,
        lead(gamertag) {{ in_time }} as next_gamertag
    from actors
),

sized as (
    select
        *,
        case
            when not is_linked_before and not is_linked_after then 1
            when is_linked_before and is_linked_after then 3
            when is_linked_after and is_next_linked_after then 3
            when is_linked_before and is_previous_linked_before then 3
            else 2
        end as burst_events
    from beside_others
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
        moment,
        burst_events,
        burst_events = 2 and is_linked_after and could_pair_after as is_first_of_pair,
        burst_events = 2 and is_linked_before and could_pair_before as is_second_of_pair,
        next_event_index,
        next_time_ms,
        next_xuid,
        next_gamertag
    from sized
)

select * from final
