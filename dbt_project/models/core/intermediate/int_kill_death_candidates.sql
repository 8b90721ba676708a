with events as (
    select * from {{ ref('highlight_events') }}
),

participants as (
    select * from {{ ref('match_participants') }}
),

registry as (
    select * from {{ ref('match_registry') }}
),

-- Without teams, and for who changed team, team ids tell nothing about who shot whom.
actors as (
    select
        events.match_id,
        events.event_index,
        events.event_type,
        events.time_ms,
        events.xuid,
        case
            when registry.is_team_match and participants.team_count = 1 then participants.team_id
        end as team_id
    from events
    left join participants
        on events.match_id = participants.match_id and events.xuid = participants.xuid
    left join registry on events.match_id = registry.match_id
    where events.event_type in ('kill', 'death')
),

gaps as (
    select 0 as gap_ms
    union all
    select 1 as gap_ms
),

deaths as (
    select
        actors.*,
        gaps.gap_ms,
        actors.time_ms - gaps.gap_ms as kill_time_ms
    from actors
    cross join gaps
    where actors.event_type = 'death'
),

final as (
    select
        kills.match_id,
        kills.event_index as kill_index,
        deaths.event_index as death_index,
        deaths.gap_ms
    from actors as kills
    inner join deaths
        on
            kills.match_id = deaths.match_id
            and kills.time_ms = deaths.kill_time_ms
            and kills.xuid <> deaths.xuid
            and coalesce(kills.team_id, -1) <> coalesce(deaths.team_id, -2)
    where kills.event_type = 'kill'
)

select * from final
