with events as (
    select * from {{ of_changed_matches(ref('highlight_events')) }}
    where source = 'api'
),

participants as (
    select * from {{ of_changed_matches(ref('match_participants')) }}
),

rosters as (
    select distinct match_id from participants
),

by_player as (
    select
        match_id,
        xuid,
        count(*) as event_count,
        count_if(time_ms < 0) as early_events,
        count_if(trim(gamertag) = '') as nameless_events
    from events
    group by match_id, xuid
),

-- A real film repeats its last mode events, so these are left out.
repeated as (
    select
        match_id,
        xuid,
        count(*) as row_count
    from events
    where event_type <> 'mode'
    group by match_id, xuid, event_type, time_ms, type_hint, medal_value
    having count(*) > 1
),

deaths as (
    select
        match_id,
        xuid,
        count(*) as row_count
    from events
    where event_type = 'death'
    group by match_id, xuid, time_ms
    having count(*) > 1
),

steps as (
    select
        match_id,
        time_ms < lag(time_ms) over (partition by match_id order by event_index) as is_back
    from events
),

found as (
    select
        'film: player who is not in the match' as oddity,
        by_player.match_id,
        by_player.xuid as subject,
        by_player.event_count as row_count
    from by_player
    inner join rosters on by_player.match_id = rosters.match_id
    left join participants
        on by_player.match_id = participants.match_id and by_player.xuid = participants.xuid
    where participants.xuid is null
    union all
    select
        'film: event before the start' as oddity,
        match_id,
        xuid as subject,
        early_events as row_count
    from by_player
    where early_events > 0
    union all
    select
        'film: player without a name' as oddity,
        match_id,
        xuid as subject,
        nameless_events as row_count
    from by_player
    where nameless_events > 0
    union all
    select
        'film: event repeated' as oddity,
        match_id,
        xuid as subject,
        sum(row_count) as row_count
    from repeated
    group by match_id, xuid
    union all
    select
        'film: player dies more than once in a millisecond' as oddity,
        match_id,
        xuid as subject,
        sum(row_count) as row_count
    from deaths
    group by match_id, xuid
    union all
    select
        'film: events out of order' as oddity,
        match_id,
        '' as subject,
        count_if(is_back) as row_count
    from steps
    group by match_id
    having count_if(is_back) > 0
),

final as (
    select
        oddity,
        match_id,
        coalesce(subject, '') as subject,
        cast(row_count as bigint) as row_count
    from found
)

select * from final
