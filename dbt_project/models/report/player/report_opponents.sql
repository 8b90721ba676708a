{#- A player has thousands of opponents; the report shows those with most kills on either side. -#}
with duels as (
    select * from {{ ref('duels') }}
),

tracked as (
    select * from {{ ref('tracked_players') }}
),

friends as (
    select * from {{ ref('friends') }}
),

ranked as (
    select
        *,
        row_number() over (partition by xuid order by kills desc, deaths asc, opponent_xuid asc)
            as place_by_kills,
        row_number() over (partition by xuid order by deaths desc, kills asc, opponent_xuid asc)
            as place_by_deaths
    from duels
),

final as (
    select
        ranked.xuid,
        ranked.opponent_xuid,
        ranked.opponent_gamertag,
        tracked.xuid is not null or friends.xuid is not null as is_rival,
        ranked.place_by_kills,
        ranked.place_by_deaths,
        ranked.matches,
        ranked.kills,
        ranked.deaths,
        ranked.net_kills,
        ranked.kill_rate,
        ranked.matches_ahead,
        ranked.matches_behind,
        ranked.longest_kill_streak,
        ranked.longest_death_streak
    from ranked
    left join tracked on ranked.opponent_xuid = tracked.xuid
    left join friends
        on ranked.xuid = friends.xuid and ranked.opponent_xuid = friends.friend_xuid
    where
        ranked.place_by_kills <= 20
        or ranked.place_by_deaths <= 20
        or tracked.xuid is not null
        or friends.xuid is not null
)

select * from final
