with unread as (
    {{ unread_documents('assets') }}
),

parsed as (
    select
        *,
        {{ parse_json('payload', asset_schema()) }} as document
    from unread
),

final as (
    select
        split_part(key, ':', 1) as asset_kind,
        split_part(key, ':', 2) as asset_id,
        split_part(key, ':', 3) as version_id,
        document.PublicName as public_name,
        document.Description as description,
        key as raw_key,
        sequence,
        run_id,
        segment,
        landed_at
    from parsed
)

select * from final
