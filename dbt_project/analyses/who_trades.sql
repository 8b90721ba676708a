with trades as (
    select * from {{ ref('player_trades') }}
    where is_tracked
),

final as (
    select
        gamertag,
        matches,
        deaths,
        avenged_rate,
        teammate_deaths,
        trade_rate,
        trades_per_match,
        average_seconds_to_trade
    from trades
)

select * from final
order by trade_rate desc, gamertag asc
