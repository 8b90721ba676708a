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

-- Moments without a gap have one difference to their place among the moments of the match.
in_bursts as (
    select
        *,
        moment - dense_rank() over (partition by match_id order by moment) as burst
    from actors
),

final as (
    select
        match_id,
        event_index,
        event_type,
        time_ms,
        side,
        moment,
        burst,
        count_if(event_type = 'kill') over (partition by match_id, burst) as burst_kills,
        count_if(event_type = 'death') over (partition by match_id, burst) as burst_deaths,
        min(event_type) over (partition by match_id, burst, side)
        <> max(event_type) over (partition by match_id, burst, side) as is_on_both_ends
    from in_bursts
)

select * from final
