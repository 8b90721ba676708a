with participants as (
    select * from {{ ref('match_participants') }}
),

skill as (
    select * from {{ ref('match_skill') }}
),

tracked as (
    select * from {{ ref('tracked_players') }}
),

scores as (
    select * from {{ ref('player_match_stats') }}
),

trades as (
    select * from {{ ref('int_player_trades') }}
),

final as (
    select
        participants.match_id,
        participants.player_id,
        participants.xuid,
        participants.gamertag,
        participants.is_bot,
        tracked.xuid is not null as is_tracked,
        participants.team_id,
        participants.outcome,
        participants.rank,
        participants.personal_score,
        participants.kills,
        participants.deaths,
        participants.assists,
        round(participants.kda, 4) as kda,
        round(participants.accuracy, 2) as accuracy,
        participants.damage_dealt,
        participants.headshot_kills,
        participants.max_killing_spree,
        round(participants.time_played_seconds, 1) as time_played_seconds,
        participants.is_joined_in_progress,
        participants.is_present_at_completion,
        round(participants.kills - skill.expected_kills, 4) as kills_above_expected,
        round(participants.deaths - skill.expected_deaths, 4) as deaths_above_expected,
        round(skill.team_mmr, 2) as team_mmr,
        skill.pre_match_csr,
        skill.post_match_csr,
        skill.tier_name,
        round(scores.performance_score, 4) as performance_score,
        trades.deaths as film_deaths,
        trades.deaths_avenged,
        trades.trades
    from participants
    left join skill
        on participants.match_id = skill.match_id and participants.xuid = skill.xuid
    left join tracked on participants.xuid = tracked.xuid
    left join scores
        on participants.match_id = scores.match_id and participants.xuid = scores.xuid
    left join trades
        on participants.match_id = trades.match_id and participants.xuid = trades.xuid
)

select * from final
