with history as (
    select * from {{ of_changed_matches(ref('stg_player_matches')) }}
),

-- An old roster is no answer of the API, and may be one of half the players.
participants as (
    select * from {{ of_changed_matches(ref('match_participants')) }}
    where source = 'api'
),

answered as (
    select distinct match_id from participants
),

compared as (
    select
        history.xuid,
        history.match_id,
        participants.xuid is not null as is_in_roster,
        history.outcome as history_outcome,
        participants.outcome as stats_outcome,
        history.rank as history_rank,
        participants.rank as stats_rank,
        history.team_id as history_team_id,
        participants.team_id as stats_team_id
    from history
    inner join answered on history.match_id = answered.match_id
    left join participants
        on history.match_id = participants.match_id and history.xuid = participants.xuid
),

final as (
    select
        *,
        is_in_roster
        and coalesce(history_outcome = stats_outcome, false)
        and coalesce(history_rank = stats_rank, false) as is_agreeing
    from compared
)

select * from final
