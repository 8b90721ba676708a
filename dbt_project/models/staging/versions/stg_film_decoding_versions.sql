with unread as (
    {{ unread_versions('film_decodings') }}
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
        event_count,
        document.decoder as decoder,
        document.decoder_version as decoder_version,
        sequence,
        run_id,
        segment,
        landed_at
    from parsed
)

select * from final
