with participants as (
    select * from {{ ref('match_participants') }}
    where xuid is not null
),

skill as (
    select * from {{ ref('match_skill') }}
),

registry as (
    select * from {{ ref('match_registry') }}
),

final as (
    select
        participants.match_id,
        participants.xuid,
        participants.gamertag,
        participants.team_id,
        participants.outcome,
        try_cast(participants.rank as smallint) as rank,
        try_cast(coalesce(participants.personal_score, participants.score) as int) as score,
        try_cast(participants.kills as smallint) as kills,
        try_cast(participants.deaths as smallint) as deaths,
        try_cast(participants.assists as smallint) as assists,
        try_cast(participants.shots_fired as int) as shots_fired,
        try_cast(participants.shots_hit as int) as shots_hit,
        cast(participants.damage_dealt as float) as damage_dealt,
        cast(participants.damage_taken as float) as damage_taken,
        registry.last_updated_at as created_at,
        cast(participants.average_life_seconds as float) as avg_life_seconds,
        try_cast(participants.headshot_kills as smallint) as headshot_kills,
        try_cast(participants.max_killing_spree as smallint) as max_killing_spree,
        cast(participants.kda as float) as kda,
        cast(participants.accuracy as float) as accuracy,
        try_cast(participants.time_played_seconds as int) as time_played_seconds,
        try_cast(participants.grenade_kills as smallint) as grenade_kills,
        try_cast(participants.melee_kills as smallint) as melee_kills,
        try_cast(participants.power_weapon_kills as smallint) as power_weapon_kills,
        try_cast(participants.personal_score as int) as personal_score,
        cast(skill.team_mmr as float) as team_mmr,
        cast(skill.expected_kills as float) as kills_expected,
        cast(skill.kills_std_dev as float) as kills_stddev,
        cast(skill.expected_deaths as float) as deaths_expected,
        cast(skill.deaths_std_dev as float) as deaths_stddev,
        -- the API expects no assists
        cast(null as float) as assists_expected,
        cast(null as float) as assists_stddev
    from participants
    inner join registry on participants.match_id = registry.match_id
    left join skill
        on participants.match_id = skill.match_id and participants.xuid = skill.xuid
)

select * from final
