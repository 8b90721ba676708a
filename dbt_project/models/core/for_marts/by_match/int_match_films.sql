with ledger as (
    select * from {{ of_changed_matches(ref('stg_ledger')) }}
    where feed in ('match_film', 'film_manifests', 'film_chunks')
),

ranked as (
    select
        *,
        row_number() over (partition by feed, key order by sequence desc, run_id desc) as age
    from ledger
),

final as (
    select
        match_id,
        max(case when feed = 'match_film' then status end) as film_status,
        max(case when feed = 'film_manifests' then status end) as manifest_status,
        cast(count_if(feed = 'film_chunks') as int) as chunks_asked,
        cast(count_if(feed = 'film_chunks' and status = 'ok') as int) as chunks_kept,
        count_if(status = 'gone') > 0 as is_gone
    from ranked
    where age = 1
    group by match_id
)

select * from final
