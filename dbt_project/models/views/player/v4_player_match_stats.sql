with matches as (
    select * from {{ ref('player_match_stats') }}
),

skill as (
    select * from {{ ref('match_skill') }}
),

registry as (
    select * from {{ ref('match_registry') }}
),

final as (
    select
        matches.xuid as owner_xuid,
        matches.match_id,
        matches.xuid,
        try_cast(skill.team_id as tinyint) as team_id,
        cast(skill.team_mmr as float) as team_mmr,
        cast(skill.enemy_mmr as float) as enemy_mmr,
        cast(skill.expected_kills as float) as kills_expected,
        cast(skill.kills_std_dev as float) as kills_stddev,
        cast(skill.expected_deaths as float) as deaths_expected,
        cast(skill.deaths_std_dev as float) as deaths_stddev,
        -- the API expects no assists
        cast(null as float) as assists_expected,
        cast(null as float) as assists_stddev,
        registry.last_updated_at as created_at
    from matches
    inner join skill on matches.match_id = skill.match_id and matches.xuid = skill.xuid
    inner join registry on matches.match_id = registry.match_id
)

select * from final
