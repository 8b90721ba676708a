with duels as (
    select * from {{ ref('duels') }}
),

tracked as (
    select * from {{ ref('tracked_players') }}
),

final as (
    select
        duels.gamertag,
        duels.opponent_gamertag,
        duels.matches,
        duels.kills,
        duels.deaths,
        duels.kill_rate,
        duels.matches_ahead,
        duels.matches_behind,
        duels.longest_kill_streak
    from duels
    inner join tracked on duels.opponent_xuid = tracked.xuid
)

select * from final
order by gamertag, opponent_gamertag
