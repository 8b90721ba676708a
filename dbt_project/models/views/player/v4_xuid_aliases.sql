with aliases as (
    select * from {{ ref('shared_xuid_aliases') }}
),

tracked as (
    select * from {{ ref('tracked_players') }}
),

final as (
    select
        tracked.xuid as owner_xuid,
        aliases.xuid,
        aliases.gamertag,
        aliases.last_seen,
        aliases.source,
        aliases.updated_at
    from tracked
    cross join aliases
)

select * from final
