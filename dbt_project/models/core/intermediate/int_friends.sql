with friends as (
    select * from {{ ref('stg_friends') }}
),

aliases as (
    select * from {{ ref('xuid_aliases') }}
),

-- The old application named a friend by xuid or by gamertag. One that was switched off is left out.
legacy as (
    select
        old.xuid,
        coalesce(old.friend_xuid, aliases.xuid, old.friend_name) as friend_xuid
    from {{ ref('stg_legacy_friends') }} as old
    left join aliases on lower(old.friend_name) = lower(aliases.gamertag)
    where old.is_active
),

-- A player with friends in ingest.toml has only these.
final as (
    select
        xuid,
        friend_xuid
    from friends
    union
    select
        legacy.xuid,
        legacy.friend_xuid
    from legacy
    where
        regexp_extract(legacy.friend_xuid, '^[0-9]+$', 0) <> ''
        and legacy.xuid <> legacy.friend_xuid
        and legacy.xuid not in (select friends.xuid from friends)
)

select * from final
