with ledger as (
    select * from {{ ref('stg_ledger') }}
),

walks as (
    select
        key as xuid,
        landed_at,
        run_id,
        row_number() over (partition by key order by sequence desc, run_id desc) as age
    from ledger
    where feed = 'history_walks'
),

landed as (
    select
        walks.xuid,
        count(*) as matches
    from walks
    inner join ledger
        on
            walks.run_id = ledger.run_id
            and walks.xuid = ledger.requested_for
            and ledger.feed = 'player_matches'
    where walks.age = 1
    group by walks.xuid
),

final as (
    select
        walks.xuid,
        walks.landed_at,
        coalesce(landed.matches, 0) as matches
    from walks
    left join landed on walks.xuid = landed.xuid
    where walks.age = 1
)

select * from final
