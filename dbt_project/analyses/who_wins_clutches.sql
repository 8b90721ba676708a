with clutches as (
    select * from {{ ref('clutches') }}
),

tracked as (
    select * from {{ ref('tracked_players') }}
),

final as (
    select
        tracked.gamertag,
        clutches.teammates_dead - clutches.opponents_dead as players_behind,
        cast(count(*) as bigint) as clutches,
        cast(count_if(clutches.is_won) as bigint) as won,
        cast(count_if(clutches.is_won) as double) / count(*) as won_rate
    from clutches
    inner join tracked on clutches.xuid = tracked.xuid
    group by tracked.gamertag, clutches.teammates_dead - clutches.opponents_dead
)

select * from final
order by gamertag, players_behind
