with registry as (
    select match_id from {{ ref('match_registry') }}
),

ledger as (
    select * from {{ ref('stg_ledger') }}
),

feeds as (
    select 'match_stats' as data_type
    union all
    select 'match_skill' as data_type
    union all
    select 'match_film' as data_type
),

expected as (
    select
        registry.match_id,
        feeds.data_type
    from registry
    cross join feeds
),

ranked as (
    select
        *,
        row_number() over (partition by feed, key order by sequence desc, run_id desc) as age
    from ledger
    where feed in (select feeds.data_type from feeds)
),

final as (
    select
        expected.match_id,
        expected.data_type,
        coalesce(ranked.status, 'pending') as status,
        coalesce(ranked.attempt, 0) as attempts,
        ranked.landed_at as last_attempt_at,
        ranked.next_try_at,
        ranked.reason
    from expected
    left join ranked
        on
            expected.match_id = ranked.key
            and expected.data_type = ranked.feed
            and ranked.age = 1
)

select * from final
