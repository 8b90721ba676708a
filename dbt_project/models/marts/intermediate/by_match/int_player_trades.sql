with participants as (
    select * from {{ of_changed_matches(ref('match_participants')) }}
    where xuid is not null and team_count = 1
),

trades as (
    select * from {{ of_changed_matches(ref('trades')) }}
    where is_avenged is not null
),

-- What befell the player, and what befell the others of the team.
roles as (
    select
        participants.xuid,
        participants.match_id,
        trades.is_avenged,
        trades.seconds_to_trade,
        trades.film_coverage,
        trades.victim_xuid = participants.xuid as is_own_death,
        coalesce(trades.avenger_xuid = participants.xuid, false) as is_own_trade
    from participants
    inner join trades
        on
            participants.match_id = trades.match_id
            and participants.team_id = trades.victim_team_id
),

final as (
    select
        xuid,
        match_id,
        cast(count_if(is_own_death) as bigint) as deaths,
        cast(count_if(is_own_death and is_avenged) as bigint) as deaths_avenged,
        cast(count_if(not is_own_death) as bigint) as teammate_deaths,
        cast(count_if(not is_own_death and is_avenged) as bigint) as teammate_deaths_avenged,
        cast(count_if(is_own_trade) as bigint) as trades,
        {{ exact_sum('case when is_own_trade then seconds_to_trade end') }} as seconds_to_trade,
        max(film_coverage) as film_coverage
    from roles
    group by xuid, match_id
)

select * from final
