-- The roster of each landed match, counted in the parsed document, is in match_participants, once.
with matches as (
    select * from {{ ref('stg_match_stats') }}
),

listed as (
    select
        matches.match_id,
        player
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
        coalesce(rosters.match_id, participants.match_id) as match_id,
        coalesce(rosters.roster_size, 0) as roster_size,
        coalesce(participants.participant_rows, 0) as participant_rows,
        coalesce(participants.distinct_players, 0) as distinct_players
    from rosters
    full outer join participants on rosters.match_id = participants.match_id
)

select * from compared
where roster_size <> participant_rows or participant_rows <> distinct_players
