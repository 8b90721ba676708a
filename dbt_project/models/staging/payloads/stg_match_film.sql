with unread as (
    {{ unread_documents('match_film') }}
),

parsed as (
    select
        *,
        {{ elements_in_payload('payload', 'events') }} as event_count,
        {{ parse_json('payload', film_schema()) }} as document
    from unread
),

final as (
    select
        key as match_id,
        document.film_asset_id as film_asset_id,
        try_cast(document.film_major_version as int) as film_major_version,
        document.film_length_ms as film_length_ms,
        event_count,
        document.decoder as decoder,
        document.decoder_version as decoder_version,
        key as raw_key,
        sequence,
        run_id,
        segment,
        landed_at
    from parsed
)

select * from final
