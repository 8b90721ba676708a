with history as (
    select
        match_id,
        xuid,
        landed_at,
        sequence,
        run_id
    from {{ of_changed_matches(ref('stg_player_matches')) }}
),

migrated as (
    select
        match_id,
        owner_xuid as xuid,
        landed_at,
        sequence,
        run_id
    from {{ of_changed_matches(ref('stg_legacy_match_stats')) }}
),

-- The shared file of version 5 knows who had asked first.
first_synced as (
    select
        first_syncs.match_id,
        first_syncs.xuid,
        coalesce(shared_rows.first_synced_at, shared_rows.landed_at) as landed_at,
        shared_rows.sequence,
        shared_rows.run_id
    from {{ of_changed_matches(ref('int_legacy_first_syncs')) }} as first_syncs
    inner join {{ of_changed_matches(ref('stg_legacy_match_registry')) }} as shared_rows
        on first_syncs.raw_key = shared_rows.raw_key
),

ledger as (
    select * from {{ of_changed_matches(ref('stg_ledger')) }}
),

known as (
    select
        *,
        1 as preference
    from history
    union all
    select
        *,
        2 as preference
    from first_synced
    union all
    select
        *,
        3 as preference
    from migrated
),

first_syncs as (
    select
        match_id,
        xuid,
        landed_at,
        row_number() over (
            partition by match_id order by preference, sequence, run_id
        ) as landing
    from known
),

updates as (
    select
        match_id,
        max(landed_at) as last_updated_at
    from ledger
    where feed in ('match_stats', 'match_skill', 'match_film') and status = 'ok'
    group by match_id
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
