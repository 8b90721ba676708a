-- The roster of each landed match, counted in the parsed document, is in match_participants, once.
-- Old rows fill in where stats never landed; beside a landed roster no player is listed twice.
with matches as (
    select * from {{ ref('stg_match_stats') }}
),

listed as (
    select
        matches.match_id,
        unnested.player
    from matches
    {{ unnest('matches.players', 'player') }}
),

rosters as (
    select
        match_id,
        count(distinct player.PlayerId) as roster_size
    from listed
    group by match_id
),

migrated as (
    select
        players.match_id,
        count(distinct players.xuid) as roster_size
    from {{ ref('int_legacy_participants') }} as players
    inner join {{ ref('match_registry') }} as registry on players.match_id = registry.match_id
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
    from {{ ref('match_participants') }}
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
