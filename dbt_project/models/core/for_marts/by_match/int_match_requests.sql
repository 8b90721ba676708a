with ledger as (
    select * from {{ of_changed_matches(ref('stg_ledger')) }}
),

ranked as (
    select
        *,
        row_number() over (partition by feed, key order by sequence desc, run_id desc) as age
    from ledger
    where feed in ('match_stats', 'match_skill', 'match_film')
),

final as (
    select
        key as match_id,
        feed,
        status,
        attempt,
        landed_at,
        next_try_at,
        reason
    from ranked
    where age = 1
)

select * from final
