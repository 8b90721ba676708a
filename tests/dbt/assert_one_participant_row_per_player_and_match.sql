{%- set tables = [
    ref('stg_payload_totals'), ref('int_legacy_participants'), ref('match_registry'),
    ref('match_participants'),
] -%}

-- The roster of each landed match, counted in its text, is in match_participants, once.
-- Old rows fill in where stats never landed; beside a landed roster no player is listed twice.
with rosters as (
    select
        match_id,
        distinct_players as roster_size
    from {{ of_matches_to_check(ref('stg_payload_totals'), tables) }}
),

players as (
    select * from {{ of_matches_to_check(ref('int_legacy_participants'), tables) }}
),

registry as (
    select match_id from {{ of_matches_to_check(ref('match_registry'), tables) }}
),

migrated as (
    select
        players.match_id,
        count(distinct players.xuid) as roster_size
    from players
    inner join registry on players.match_id = registry.match_id
    left join rosters on players.match_id = rosters.match_id
    where rosters.match_id is null
    group by players.match_id
),

expected as (
    select * from rosters
    union all
    select * from migrated
),

participants as (
    select
        match_id,
        count(*) as participant_rows,
        count(distinct player_id) as distinct_players
    from {{ of_matches_to_check(ref('match_participants'), tables) }}
    group by match_id
),

compared as (
    select
        coalesce(expected.match_id, participants.match_id) as match_id,
        coalesce(expected.roster_size, 0) as roster_size,
        coalesce(participants.participant_rows, 0) as participant_rows,
        coalesce(participants.distinct_players, 0) as distinct_players
    from expected
    full outer join participants on expected.match_id = participants.match_id
)

select * from compared
where roster_size <> participant_rows or participant_rows <> distinct_players
