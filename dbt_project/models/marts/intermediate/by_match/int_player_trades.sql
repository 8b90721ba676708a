with facts as (
    select * from {{ of_changed_matches(ref('int_player_match_facts')) }}
),

trades as (
    select * from {{ of_changed_matches(ref('trades')) }}
    where is_avenged is not null
),

-- What befell the player, and what befell the others of the team.
roles as (
    select
        facts.xuid,
        facts.match_id,
        trades.is_avenged,
        trades.seconds_to_trade,
        trades.victim_xuid = facts.xuid as is_own_death,
        coalesce(trades.avenger_xuid = facts.xuid, false) as is_own_trade
    from facts
    inner join trades
        on facts.match_id = trades.match_id and facts.team_id = trades.victim_team_id
    where facts.team_count = 1
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
        {{ exact_sum('case when is_own_trade then seconds_to_trade end') }} as seconds_to_trade
    from roles
    group by xuid, match_id
)

select * from final
