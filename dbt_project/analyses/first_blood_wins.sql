with matches as (
    select * from {{ ref('player_match_stats') }}
    where is_team_match and not is_firefight
),

events as (
    select * from {{ ref('highlight_events') }}
),

participants as (
    select * from {{ ref('match_participants') }}
),

kills as (
    select
        match_id,
        xuid,
        row_number() over (partition by match_id order by time_ms, event_index) as place
    from events
    where event_type = 'kill'
),

first_kills as (
    select
        kills.match_id,
        kills.xuid,
        participants.team_id
    from kills
    inner join participants
        on kills.match_id = participants.match_id and kills.xuid = participants.xuid
    where kills.place = 1
),

reported as (
    select
        matches.xuid,
        matches.gamertag,
        matches.outcome,
        case
            when first_kills.xuid = matches.xuid then 'player'
            when first_kills.team_id = matches.team_id then 'team mate'
            else 'opponent'
        end as first_kill_by
    from matches
    inner join first_kills on matches.match_id = first_kills.match_id
),

final as (
    select
        xuid,
        gamertag,
        first_kill_by,
        cast(count(*) as bigint) as matches,
        cast(count_if(outcome = 2) as bigint) as wins,
        cast(count_if(outcome = 2) as double) / count(*) as win_rate
    from reported
    group by xuid, gamertag, first_kill_by
)

select * from final
order by gamertag asc, win_rate desc, first_kill_by asc
