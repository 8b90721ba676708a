with found as (
    select * from {{ ref('int_payload_keys') }}
),

known as (
    select * from {{ ref('known_payload_keys') }}
),

new_keys as (
    select
        found.feed,
        found.path,
        'new key' as change,
        '' as kind,
        found.shape_hash
    from found
    left join known
        on
            found.feed = known.feed
            and (
                found.path = known.path
                or (known.is_open and left(found.path, length(known.path)) = known.path)
            )
    where known.path is null and found.path not like '%[]'
),

other_kinds as (
    select
        found.feed,
        found.path,
        'other kind' as change,
        found.kind,
        found.shape_hash
    from found
    inner join known on found.feed = known.feed and found.path = known.path
    where
        found.kind <> 'null'
        and known.kinds <> 'any'
        and position(found.kind in known.kinds) = 0
),

-- Where an object has any keys, those it always had are expected.
missing_keys as (
    select
        found.feed,
        known.path,
        'missing key' as change,
        '' as kind,
        found.shape_hash
    from found
    inner join known
        on
            found.feed = known.feed
            and found.parent_path = {{ replace_all('known.path', '[.]?[^.]+$', '') }}
            and known.is_always_sent
    left join found as sent on found.shape_hash = sent.shape_hash and known.path = sent.path
    where sent.path is null
),

final as (
    select * from new_keys
    union distinct
    select * from other_kinds
    union distinct
    select * from missing_keys
)

select * from final
