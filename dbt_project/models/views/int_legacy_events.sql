with events as (
    select * from {{ ref('highlight_events') }}
),

event_counts as (
    select
        match_id,
        max(event_index) + 1 as places
    from events
    group by match_id
),

-- The old ids were integers counted up, match after match.
numbered_matches as (
    select
        registry.match_id,
        registry.last_updated_at,
        sum(event_counts.places) over (
            order by registry.started_at, registry.match_id
        ) - event_counts.places as events_before
    from {{ ref('match_registry') }} as registry
    inner join event_counts on registry.match_id = event_counts.match_id
),

final as (
    select
        cast(numbered_matches.events_before + events.event_index + 1 as int) as id,
        events.match_id,
        events.event_type,
        events.time_ms,
        events.xuid,
        events.gamertag,
        events.type_hint,
        {{ json_object({
            'xuid': 'events.xuid',
            'gamertag': 'events.gamertag',
            'type_hint': 'events.type_hint',
            'is_medal': "events.event_type = 'medal'",
            'event_type': 'events.event_type',
            'time_ms': 'events.time_ms',
            'medal_value': 'events.medal_value',
            'medal_name': 'events.medal_name',
        }) }} as raw_json,
        numbered_matches.last_updated_at as created_at
    from events
    inner join numbered_matches on events.match_id = numbered_matches.match_id
)

select * from final
