with stats as (
    select * from {{ ref('player_map_stats') }}
),

final as (
    select
        xuid as owner_xuid,
        map_id,
        map_name,
        try_cast(matches as int) as matches_played,
        try_cast(wins as int) as wins,
        try_cast(losses as int) as losses,
        try_cast(ties as int) as ties,
        average_kills as avg_kills,
        average_deaths as avg_deaths,
        average_assists as avg_assists,
        accuracy as avg_accuracy,
        average_kda as avg_kda,
        win_rate,
        last_played_at as updated_at
    from stats
)

select * from final
