with tracked as (
    select * from {{ ref('tracked_players') }}
),

participants as (
    select * from {{ ref('match_participants') }}
),

registry as (
    select * from {{ ref('match_registry') }}
),

team_scores as (
    select * from {{ ref('stg_match_teams') }}
),

enemy_scores as (
    select
        participants.match_id,
        participants.player_id,
        max(team_scores.score) as enemy_team_score
    from participants
    inner join team_scores
        on
            participants.match_id = team_scores.match_id
            and participants.team_id <> team_scores.team_id
    group by participants.match_id, participants.player_id
),

skill as (
    select * from {{ ref('match_skill') }}
),

final as (
    select
        participants.xuid,
        participants.match_id,
        tracked.gamertag,
        registry.started_at,
        registry.duration_seconds,
        registry.map_id,
        registry.map_name,
        registry.playlist_id,
        registry.playlist_name,
        registry.mode_category,
        registry.is_ranked,
        registry.is_firefight,
        participants.team_id,
        participants.outcome,
        participants.rank,
        participants.score,
        participants.personal_score,
        participants.kills,
        participants.deaths,
        participants.assists,
        participants.kda,
        participants.kd_ratio,
        participants.accuracy,
        participants.shots_fired,
        participants.shots_hit,
        participants.damage_dealt,
        participants.damage_taken,
        participants.headshot_kills,
        participants.max_killing_spree,
        participants.average_life_seconds,
        participants.time_played_seconds,
        team_scores.score as my_team_score,
        enemy_scores.enemy_team_score,
        skill.team_mmr,
        skill.enemy_mmr,
        skill.expected_kills,
        skill.expected_deaths,
        skill.pre_match_csr,
        skill.post_match_csr
    from participants
    inner join tracked on participants.xuid = tracked.xuid
    inner join registry on participants.match_id = registry.match_id
    left join team_scores
        on
            participants.match_id = team_scores.match_id
            and participants.team_id = team_scores.team_id
    left join enemy_scores
        on
            participants.match_id = enemy_scores.match_id
            and participants.player_id = enemy_scores.player_id
    left join skill
        on participants.match_id = skill.match_id and participants.xuid = skill.xuid
)

select * from final
