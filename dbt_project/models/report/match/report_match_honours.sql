with events as (
    select * from {{ ref('highlight_events') }}
    where event_type in ('medal', 'mode')
),

-- several medals can share an English name
medals as (
    select
        name_en,
        max(name_fr) as name_fr
    from {{ ref('medals') }}
    group by name_en
),

final as (
    select
        events.match_id,
        events.event_index as place,
        events.time_ms,
        events.event_type as event,
        events.xuid,
        events.gamertag,
        events.medal_name,
        medals.name_fr as medal_name_fr
    from events
    left join medals on events.medal_name = medals.name_en
)

select * from final
