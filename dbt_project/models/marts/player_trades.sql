with tracked as (
    select * from {{ ref('tracked_players') }}
),

aliases as (
    select * from {{ ref('xuid_aliases') }}
    where is_current
),

by_match as (
    select * from {{ ref('int_player_trades') }}
),

totals as (
    select
        xuid,
        cast(count(*) as bigint) as matches,
        cast(sum(deaths) as bigint) as deaths,
        cast(sum(deaths_avenged) as bigint) as deaths_avenged,
        cast(sum(teammate_deaths) as bigint) as teammate_deaths,
        cast(sum(teammate_deaths_avenged) as bigint) as teammate_deaths_avenged,
        cast(sum(trades) as bigint) as trades,
        {{ exact_sum('seconds_to_trade') }} as seconds_to_trade,
        {{ mean('film_coverage') }} as average_film_coverage
    from by_match
    group by xuid
),

final as (
    select
        totals.xuid,
        aliases.gamertag,
        tracked.xuid is not null as is_tracked,
        totals.matches,
        totals.deaths,
        totals.deaths_avenged,
        cast(totals.deaths_avenged as double) / nullif(totals.deaths, 0) as avenged_rate,
        totals.teammate_deaths,
        totals.teammate_deaths_avenged,
        totals.trades,
        cast(totals.trades as double) / nullif(totals.teammate_deaths, 0) as trade_rate,
        cast(totals.trades as double) / totals.matches as trades_per_match,
        totals.seconds_to_trade / nullif(totals.trades, 0) as average_seconds_to_trade,
        totals.average_film_coverage
    from totals
    left join tracked on totals.xuid = tracked.xuid
    left join aliases on totals.xuid = aliases.xuid
)

select * from final
