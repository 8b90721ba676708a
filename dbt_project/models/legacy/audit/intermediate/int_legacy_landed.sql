with landings as (
    select * from {{ ref('stg_legacy_landings') }}
    where feed <> 'legacy_files'
),

answers as (
    select * from {{ ref('stg_legacy_answers') }}
),

landed as (
    select
        feed,
        key
    from {{ ref('stg_ledger') }}
    where status = 'ok' and feed in ('match_stats', 'assets')
),

counted as (
    select
        owner_xuid,
        table_name,
        sum(row_count) as row_count,
        sum(keyless_rows) as keyless_rows
    from landings
    group by owner_xuid, table_name
),

-- Rows of version 3 were answers of the API: these must be there under their own keys.
answered as (
    select
        answers.owner_xuid,
        answers.table_name,
        count(distinct answers.raw_key) as answers
    from answers
    inner join landed
        on answers.answer_feed = landed.feed and answers.answer_key = landed.key
    group by answers.owner_xuid, answers.table_name
),

final as (
    select
        counted.owner_xuid,
        counted.table_name,
        cast(counted.row_count as bigint) as row_count,
        cast(counted.keyless_rows as bigint) as keyless_rows,
        answered.answers
    from counted
    left join answered
        on
            counted.table_name = answered.table_name
            and counted.owner_xuid is not distinct from answered.owner_xuid
)

select * from final
