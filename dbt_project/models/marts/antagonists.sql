with tracked as (
    select * from {{ ref('tracked_players') }}
),

aliases as (
    select * from {{ ref('xuid_aliases') }}
    where is_current
),

encounters as (
    select * from {{ ref('int_player_encounters') }}
    where is_opponent and not is_firefight
),

duels as (
    select * from {{ ref('int_player_duels') }}
),

faced as (
    select
        xuid,
        met_xuid as opponent_xuid,
        cast(count(*) as bigint) as matches_against,
        max(started_at) as last_encounter_at
    from encounters
    group by xuid, met_xuid
),

fought as (
    select
        xuid,
        opponent_xuid,
        cast(sum(kills) as bigint) as kills,
        cast(sum(deaths) as bigint) as deaths
    from duels
    group by xuid, opponent_xuid
),

final as (
    select
        faced.xuid,
        tracked.gamertag,
        faced.opponent_xuid,
        aliases.gamertag as opponent_gamertag,
        coalesce(fought.kills, 0) as times_killed,
        coalesce(fought.deaths, 0) as times_killed_by,
        coalesce(fought.kills, 0) - coalesce(fought.deaths, 0) as net_kills,
        faced.matches_against,
        faced.last_encounter_at
    from faced
    inner join tracked on faced.xuid = tracked.xuid
    left join aliases on faced.opponent_xuid = aliases.xuid
    left join fought
        on faced.xuid = fought.xuid and faced.opponent_xuid = fought.opponent_xuid
)

select * from final
