with matches as (
    select * from {{ ref('int_expectation_periods') }}
),

tiers as (
    select * from {{ ref('int_tier_expectations') }}
),

tracked as (
    select * from {{ ref('tracked_players') }}
),

totals as (
    select
        xuid,
        period,
        period_started_at_local,
        max(gamertag) as gamertag,
        cast(count(*) as bigint) as matches,
        {{ total('kills') }} as kills,
        {{ exact_sum('expected_kills') }} as expected_kills,
        {{ total('deaths') }} as deaths,
        {{ exact_sum('expected_deaths') }} as expected_deaths
    from matches
    group by xuid, period, period_started_at_local
),

-- The tier of which the API would have expected the same kills less deaths in these matches.
of_tiers as (
    select
        matches.xuid,
        matches.period,
        matches.period_started_at_local,
        tiers.tier,
        cast(count(*) as bigint) as tier_matches,
        abs(
            {{ exact_sum('cast(matches.kills as double) - matches.deaths') }}
            - ({{ exact_sum('tiers.expected_kills - tiers.expected_deaths') }})
        ) as distance
    from matches
    inner join tiers
        on matches.xuid = tiers.xuid and matches.match_id = tiers.match_id
    group by matches.xuid, matches.period, matches.period_started_at_local, tiers.tier
),

nearest as (
    select
        *,
        row_number() over (
            partition by xuid, period, period_started_at_local
            order by tier_matches desc, distance asc, tier asc
        ) as choice
    from of_tiers
),

final as (
    select
        totals.xuid,
        totals.gamertag,
        totals.period,
        totals.period_started_at_local,
        {{ utc_of_local('totals.period_started_at_local', 'tracked.timezone') }}
            as period_started_at,
        totals.matches,
        totals.kills,
        totals.expected_kills,
        (totals.kills - totals.expected_kills) / totals.matches as kills_above_expected_per_match,
        totals.deaths,
        totals.expected_deaths,
        (totals.deaths - totals.expected_deaths) / totals.matches
            as deaths_above_expected_per_match,
        nearest.tier as tier_played,
        coalesce(nearest.tier_matches, 0) as tier_matches
    from totals
    inner join tracked on totals.xuid = tracked.xuid
    left join nearest
        on
            totals.xuid = nearest.xuid
            and totals.period = nearest.period
            and totals.period_started_at_local = nearest.period_started_at_local
            and nearest.choice = 1
)

select * from final
