with pairs as (
    select * from {{ ref('killer_victim_pairs') }}
    where killer_xuid is not null and victim_xuid is not null
),

registry as (
    select * from {{ ref('match_registry') }}
),

-- A player may die twice in a millisecond, and the old tables count the kills of a row.
final as (
    select
        pairs.match_id,
        pairs.killer_xuid,
        max(pairs.killer_gamertag) as killer_gamertag,
        pairs.victim_xuid,
        max(pairs.victim_gamertag) as victim_gamertag,
        cast(count(*) as int) as kill_count,
        pairs.time_ms,
        count_if(pairs.pair_quality = 'certain') = count(*) as is_validated,
        max(registry.last_updated_at) as created_at
    from pairs
    inner join registry on pairs.match_id = registry.match_id
    group by pairs.match_id, pairs.killer_xuid, pairs.victim_xuid, pairs.time_ms
)

select * from final
