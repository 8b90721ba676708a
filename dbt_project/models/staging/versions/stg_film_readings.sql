with unread as (
    {{ unread_versions('film_readings') }}
),

final as (
    select
        split_part(key, ':', 1) as decoder,
        split_part(key, ':', 2) as match_id,
        payload,
        sequence,
        run_id,
        segment,
        landed_at
    from unread
)

select * from final
