with pairs as (
    select * from {{ ref('killer_victim_pairs') }}
    where killer_xuid is not null and victim_xuid is not null
),

registry as (
    select * from {{ ref('match_registry') }}
),

final as (
    select
        pairs.match_id,
        pairs.killer_xuid,
        pairs.killer_gamertag,
        pairs.victim_xuid,
        pairs.victim_gamertag,
        1 as kill_count,
        pairs.time_ms,
        pairs.pair_quality = 'certain' as is_validated,
        registry.last_updated_at as created_at
    from pairs
    inner join registry on pairs.match_id = registry.match_id
)

select * from final
