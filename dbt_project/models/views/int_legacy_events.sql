with events as (
    select * from {{ ref('highlight_events') }}
),

-- The old ids were integers counted up; a match has room for ten thousand events here.
numbered_matches as (
    select
        match_id,
        last_updated_at,
        row_number() over (order by started_at, match_id) as match_number
    from {{ ref('match_registry') }}
),

final as (
    select
        try_cast(numbered_matches.match_number * 10000 + events.event_index as int) as id,
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
