with events as (
    select * from {{ ref('int_legacy_events') }}
),

-- An event has one actor: the victim of a death, the player who acted otherwise.
final as (
    select
        id,
        match_id,
        event_type,
        time_ms,
        case when event_type <> 'death' then xuid end as killer_xuid,
        case when event_type <> 'death' then gamertag end as killer_gamertag,
        case when event_type = 'death' then xuid end as victim_xuid,
        case when event_type = 'death' then gamertag end as victim_gamertag,
        type_hint,
        raw_json,
        created_at
    from events
)

select * from final
