with events as (
    select * from {{ of_changed_matches(ref('highlight_events')) }}
),

matches as (
    select * from {{ of_changed_matches(ref('int_match_info')) }}
),

final as (
    select
        events.match_id,
        events.xuid,
        events.gamertag,
        min(matches.started_at) as started_at
    from events
    inner join matches on events.match_id = matches.match_id
    where events.xuid is not null
    group by events.match_id, events.xuid, events.gamertag
)

select * from final
