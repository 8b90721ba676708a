-- Every roster a tracked player is in is a row of player_match_stats, and nothing else is.
with expected as (
    select
        participants.xuid,
        participants.match_id
    from {{ ref('match_participants') }} as participants
    inner join {{ ref('tracked_players') }} as tracked on participants.xuid = tracked.xuid
),

matches as (
    select
        xuid,
        match_id
    from {{ ref('player_match_stats') }}
)

select
    expected.match_id as expected_match_id,
    matches.match_id as found_match_id
from expected
full outer join matches
    on expected.xuid = matches.xuid and expected.match_id = matches.match_id
where expected.match_id is null or matches.match_id is null
