with tracked as (
    select * from {{ ref('tracked_players') }}
),

aliases as (
    select * from {{ ref('xuid_aliases') }}
    where is_current
),

fought as (
    select * from {{ ref('int_player_duels') }}
),

registry as (
    select * from {{ ref('match_registry') }}
),

totals as (
    select
        fought.xuid,
        fought.opponent_xuid,
        cast(count(*) as bigint) as matches,
        cast(sum(fought.kills) as bigint) as kills,
        cast(sum(fought.deaths) as bigint) as deaths,
        cast(count_if(fought.kills > fought.deaths) as bigint) as matches_ahead,
        cast(count_if(fought.kills < fought.deaths) as bigint) as matches_behind,
        max(fought.longest_kill_streak) as longest_kill_streak,
        max(fought.longest_death_streak) as longest_death_streak,
        cast(sum(fought.certain_pairs) as bigint) as certain_pairs,
        min(registry.started_at) as first_fought_at,
        max(registry.started_at) as last_fought_at
    from fought
    inner join registry on fought.match_id = registry.match_id
    group by fought.xuid, fought.opponent_xuid
),

final as (
    select
        totals.xuid,
        tracked.gamertag,
        totals.opponent_xuid,
        aliases.gamertag as opponent_gamertag,
        totals.matches,
        totals.kills,
        totals.deaths,
        totals.kills - totals.deaths as net_kills,
        cast(totals.kills as double) / (totals.kills + totals.deaths) as kill_rate,
        totals.matches_ahead,
        totals.matches_behind,
        totals.longest_kill_streak,
        totals.longest_death_streak,
        totals.certain_pairs,
        totals.first_fought_at,
        totals.last_fought_at
    from totals
    inner join tracked on totals.xuid = tracked.xuid
    left join aliases on totals.opponent_xuid = aliases.xuid
)

select * from final
