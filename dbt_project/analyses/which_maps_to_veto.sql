-- Without teams one of many wins: a map only played so would look bad.
with matches as (
    select * from {{ ref('player_match_stats') }}
    where is_team_match and not is_firefight
),

everywhere as (
    select
        xuid,
        cast(count_if(outcome = 2) as double) / count(*) as win_rate
    from matches
    group by xuid
),

by_map as (
    select
        xuid,
        gamertag,
        map_id,
        max_by(map_name, started_at) as map_name,
        cast(count(*) as bigint) as matches,
        cast(count_if(outcome = 2) as bigint) as wins,
        cast(count_if(outcome = 2) as double) / count(*) as win_rate
    from matches
    where map_id is not null
    group by xuid, gamertag, map_id
),

-- 95 % of a normal distribution lie within 1.96 standard deviations.
often as (
    select
        *,
        cast(1.96 * 1.96 as double) / matches as penalty
    from by_map
    where matches >= 3
),

-- Wilson's interval, which stays honest with few matches.
bounds as (
    select
        *,
        (win_rate + penalty / 2) / (1 + penalty) as middle,
        sqrt(penalty * (win_rate * (1 - win_rate) + penalty / 4)) / (1 + penalty) as margin
    from often
),

final as (
    select
        bounds.xuid,
        bounds.gamertag,
        bounds.map_id,
        bounds.map_name,
        bounds.matches,
        bounds.wins,
        bounds.win_rate,
        bounds.middle - bounds.margin as win_rate_at_least,
        bounds.middle + bounds.margin as win_rate_at_most,
        everywhere.win_rate as win_rate_everywhere,
        bounds.middle + bounds.margin < everywhere.win_rate as is_surely_worse
    from bounds
    inner join everywhere on bounds.xuid = everywhere.xuid
)

select * from final
order by gamertag, win_rate_at_most, map_id
