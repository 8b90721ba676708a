with player_matches as (
    select * from {{ ref('player_matches') }}
),

events as (
    select * from {{ ref('int_legacy_events') }}
),

final as (
    select
        player_matches.xuid as owner_xuid,
        events.id,
        events.match_id,
        events.event_type,
        events.time_ms,
        events.xuid,
        events.gamertag,
        events.type_hint,
        events.raw_json
    from player_matches
    inner join events on player_matches.match_id = events.match_id
)

select * from final
