with history as (
    select * from {{ ref('stg_player_matches') }}
),

ledger as (
    select * from {{ ref('stg_ledger') }}
),

first_syncs as (
    select
        match_id,
        xuid,
        landed_at,
        row_number() over (partition by match_id order by sequence, run_id) as landing
    from history
),

updates as (
    select
        key as match_id,
        max(landed_at) as last_updated_at
    from ledger
    where feed in ('match_stats', 'match_skill', 'match_film') and status = 'ok'
    group by key
),

final as (
    select
        coalesce(first_syncs.match_id, updates.match_id) as match_id,
        first_syncs.xuid as first_synced_for,
        first_syncs.landed_at as first_synced_at,
        updates.last_updated_at
    from updates
    full outer join first_syncs on updates.match_id = first_syncs.match_id
    where coalesce(first_syncs.landing, 1) = 1
)

select * from final
