-- Apart from all other aliases: a match with strangers changes those, and not these.
with aliases as (
    select * from {{ ref('xuid_aliases') }}
    where is_current
),

members as (
    select xuid from {{ ref('tracked_players') }}
    union
    select friend_xuid as xuid from {{ ref('friends') }}
),

final as (
    select
        members.xuid,
        aliases.gamertag
    from members
    inner join aliases on members.xuid = aliases.xuid
)

select * from final
