with unread as (
    {{ unread_documents('asset_names') }}
),

parsed as (
    select
        *,
        {{ parse_json('payload', asset_schema()) }} as document
    from unread
),

final as (
    select
        split_part(key, ':', 1) as language,
        split_part(key, ':', 2) as asset_kind,
        split_part(key, ':', 3) as asset_id,
        split_part(key, ':', 4) as version_id,
        document.PublicName as public_name,
        key as raw_key,
        sequence,
        run_id,
        segment,
        landed_at
    from parsed
)

select * from final
