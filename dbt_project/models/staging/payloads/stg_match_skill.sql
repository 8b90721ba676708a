with unread as (
    {{ unread_documents('match_skill') }}
),

final as (
    select
        key as match_id,
        key as raw_key,
        sequence,
        run_id,
        segment,
        landed_at
    from unread
)

select * from final
