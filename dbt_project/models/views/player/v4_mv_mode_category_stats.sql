with stats as (
    select * from {{ ref('player_mode_stats') }}
),

final as (
    select
        xuid as owner_xuid,
        mode_category,
        try_cast(matches as int) as matches_played,
        average_kills as avg_kills,
        average_deaths as avg_deaths,
        average_assists as avg_assists,
        average_kda as avg_kda,
        accuracy as avg_accuracy,
        win_rate,
        last_played_at as updated_at
    from stats
)

select * from final
