with medals as (
    select * from {{ ref('player_medals') }}
),

ranked as (
    select
        *,
        rank() over (partition by xuid order by medal_count) as place
    from medals
),

final as (
    select
        gamertag,
        place,
        name_en,
        name_fr,
        difficulty,
        medal_count,
        matches_played,
        medals_per_match
    from ranked
    where place <= 5
)

select * from final
order by gamertag, place, name_en
