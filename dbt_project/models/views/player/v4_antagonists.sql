with antagonists as (
    select * from {{ ref('antagonists') }}
),

aliases as (
    select * from {{ ref('xuid_aliases') }}
    where is_current
),

final as (
    select
        antagonists.xuid as owner_xuid,
        antagonists.opponent_xuid,
        aliases.gamertag as opponent_gamertag,
        try_cast(antagonists.times_killed as int) as times_killed,
        try_cast(antagonists.times_killed_by as int) as times_killed_by,
        try_cast(antagonists.matches_against as int) as matches_against,
        antagonists.last_encounter_at as last_encounter,
        try_cast(antagonists.net_kills as int) as net_kills
    from antagonists
    left join aliases on antagonists.opponent_xuid = aliases.xuid
)

select * from final
