with matches as (
    select * from {{ ref('player_match_stats') }}
    where not is_firefight and friends_gamertags is not null
),

friends as (
    select * from {{ ref('encounters') }}
    where met_gamertag is not null
),

together as (
    select
        matches.gamertag,
        friends.met_gamertag as friend_gamertag,
        matches.map_latest_name as map_name,
        matches.is_win,
        matches.kda
    from matches
    inner join friends
        on
            matches.xuid = friends.xuid
            and concat(',', matches.friends_gamertags, ',')
            like concat('%,', friends.met_gamertag, ',%')
),

counted as (
    select
        gamertag,
        friend_gamertag,
        map_name,
        cast(count(*) as bigint) as matches,
        cast(count_if(is_win) as double) / count(*) as win_rate,
        avg(kda) as average_kda
    from together
    group by gamertag, friend_gamertag, map_name
),

final as (
    select
        *,
        rank() over (
            partition by gamertag, friend_gamertag order by win_rate desc, matches desc
        ) as place
    from counted
    where matches >= 3
)

select * from final
order by gamertag, friend_gamertag, place, map_name
