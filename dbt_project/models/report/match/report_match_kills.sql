with pairs as (
    select * from {{ ref('killer_victim_pairs') }}
),

trades as (
    select * from {{ ref('trades') }}
),

final as (
    select
        pairs.match_id,
        pairs.pair_index as place,
        pairs.time_ms,
        case when pairs.kill_index is null then 'death' else 'kill' end as event,
        coalesce(pairs.killer_xuid, pairs.victim_xuid) as xuid,
        coalesce(pairs.killer_gamertag, pairs.victim_gamertag) as gamertag,
        case when pairs.killer_xuid is not null then pairs.victim_xuid end as victim_xuid,
        case when pairs.killer_xuid is not null then pairs.victim_gamertag end as victim_gamertag,
        pairs.pair_quality,
        trades.avenger_xuid,
        trades.seconds_to_trade
    from pairs
    left join trades
        on pairs.match_id = trades.match_id and pairs.death_index = trades.death_index
)

select * from final
