with history as (
    select * from {{ ref('stg_player_matches') }}
),

participants as (
    select * from {{ ref('match_participants') }}
),

registry as (
    select * from {{ ref('match_registry') }}
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
    inner join registry
        on history.match_id = registry.match_id and registry.participants_loaded
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
