with friends as (
    select * from {{ ref('stg_friends') }}
),

aliases as (
    select * from {{ ref('xuid_aliases') }}
),

-- An old friend is named by xuid or by gamertag; one that was switched off stays away.
migrated as (
    select
        old.xuid,
        coalesce(old.friend_xuid, aliases.xuid, old.friend_name) as friend_xuid
    from {{ ref('stg_legacy_friends') }} as old
    left join aliases on lower(old.friend_name) = lower(aliases.gamertag)
    where old.is_active
),

-- Whoever has friends in ingest.toml has these.
final as (
    select
        xuid,
        friend_xuid
    from friends
    union
    select
        migrated.xuid,
        migrated.friend_xuid
    from migrated
    where
        regexp_extract(migrated.friend_xuid, '^[0-9]+$', 0) <> ''
        and migrated.xuid <> migrated.friend_xuid
        and migrated.xuid not in (select friends.xuid from friends)
)

select * from final
