with matches as (
    select * from {{ ref('player_match_stats') }}
    where is_team_match and not is_firefight
),

-- One of the two may have left before the team won.
together as (
    select
        one.xuid,
        one.gamertag,
        other.xuid as other_xuid,
        other.gamertag as other_gamertag,
        one.map_id,
        one.map_name,
        one.started_at,
        one.kills + other.kills as kills,
        one.deaths + other.deaths as deaths,
        one.outcome = 2 or other.outcome = 2 as is_won
    from matches as one
    inner join matches as other
        on
            one.match_id = other.match_id
            and one.team_id = other.team_id
            and one.xuid < other.xuid
),

duos as (
    select
        xuid,
        gamertag,
        other_xuid,
        other_gamertag,
        map_id,
        max_by(map_name, started_at) as map_name,
        cast(count(*) as bigint) as matches,
        cast(count_if(is_won) as bigint) as wins,
        cast(count_if(is_won) as double) / count(*) as win_rate,
        cast(sum(kills) as double) / greatest(sum(deaths), 1) as kd_ratio
    from together
    where map_id is not null
    group by xuid, gamertag, other_xuid, other_gamertag, map_id
),

final as (
    select
        *,
        rank() over (
            partition by xuid, other_xuid order by win_rate desc, matches desc
        ) as place_of_map,
        rank() over (partition by map_id order by win_rate desc, matches desc) as place_of_duo
    from duos
    where matches >= 3
)

select * from final
order by gamertag, other_gamertag, place_of_map, map_id
