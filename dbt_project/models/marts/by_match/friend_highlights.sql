with facts as (
    select * from {{ of_changed_matches(ref('int_player_match_facts')) }}
    where not is_firefight
),

names as (
    select * from {{ ref('int_friend_gamertags') }}
),

alongside as (
    select * from {{ of_changed_matches(ref('int_friends_alongside')) }}
),

events as (
    select * from {{ of_changed_matches(ref('highlight_events')) }}
    where event_type in ('kill', 'death')
),

circle as (
    select
        xuid,
        match_id,
        friend_xuid as member_xuid
    from alongside
    union
    select
        xuid,
        match_id,
        xuid as member_xuid
    from alongside
),

moments as (
    select
        facts.xuid,
        facts.match_id,
        facts.gamertag,
        facts.started_at,
        facts.started_at_local,
        facts.outcome,
        events.event_type,
        events.xuid as actor_xuid,
        coalesce(names.gamertag, events.gamertag) as actor_gamertag,
        events.time_ms,
        row_number() over (
            partition by facts.xuid, facts.match_id, events.event_type
            order by events.time_ms, events.event_index
        ) as from_start,
        row_number() over (
            partition by facts.xuid, facts.match_id, events.event_type
            order by events.time_ms desc, events.event_index desc
        ) as from_end
    from facts
    inner join circle on facts.xuid = circle.xuid and facts.match_id = circle.match_id
    inner join events
        on circle.match_id = events.match_id and circle.member_xuid = events.xuid
    left join names on events.xuid = names.xuid
),

highlights as (
    select
        *,
        'first_blood' as highlight,
        1 as points
    from moments
    where event_type = 'kill' and from_start = 1
    union all
    select
        *,
        'finisher' as highlight,
        2 as points
    from moments
    where event_type = 'kill' and from_end = 1 and outcome = {{ outcome('win') }}
    union all
    select
        *,
        'last_casualty' as highlight,
        -1 as points
    from moments
    where event_type = 'death' and from_end = 1 and outcome = {{ outcome('loss') }}
),

final as (
    select
        xuid,
        match_id,
        gamertag,
        highlight,
        started_at,
        started_at_local,
        actor_xuid,
        actor_gamertag,
        time_ms,
        points
    from highlights
)

select * from final
