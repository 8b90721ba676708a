with listed as (
    select * from {{ ref('player_matches') }}
),

documents as (
    select * from {{ ref('backfill_status') }}
),

final as (
    select
        listed.xuid,
        documents.data_type,
        documents.status,
        cast(count(*) as bigint) as matches
    from listed
    inner join documents on listed.match_id = documents.match_id
    group by listed.xuid, documents.data_type, documents.status
)

select * from final
