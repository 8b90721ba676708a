with matches as (
    select * from {{ ref('player_match_stats') }}
    where not is_firefight and expected_kills is not null and expected_deaths is not null
),

final as (
    select
        xuid,
        gamertag,
        is_ranked,
        cast(count(*) as bigint) as matches,
        avg(cast(kills as double)) as kills_per_match,
        avg(expected_kills) as average_expected_kills,
        avg(kills - expected_kills) as kills_above_expected,
        cast(count_if(kills > expected_kills) as double) / count(*)
            as share_above_expected_kills,
        avg(cast(deaths as double)) as deaths_per_match,
        avg(expected_deaths) as average_expected_deaths,
        avg(deaths - expected_deaths) as deaths_above_expected,
        cast(count_if(deaths < expected_deaths) as double) / count(*)
            as share_below_expected_deaths,
        cast(count_if(kills > expected_kills and deaths < expected_deaths) as double) / count(*)
            as share_better_in_both
    from matches
    group by xuid, gamertag, is_ranked
)

select * from final
order by gamertag, is_ranked
