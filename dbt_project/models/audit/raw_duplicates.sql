with ledger as (
    select * from {{ ref('stg_ledger') }}
),

landed as (
    select
        feed,
        key,
        count(*) as ok_rows,
        min(landed_at) as first_landed_at,
        max(landed_at) as last_landed_at
    from ledger
    where
        status = 'ok'
        -- these feeds keep every version of a key
        and feed not in ('documents', 'history_walks', 'player_snapshots', 'profiles')
    group by feed, key
),

final as (
    select *
    from landed
    where ok_rows > 1
)

select * from final
