with aliases as (
    select
        xuid,
        gamertag,
        owner_xuid,
        split_part(raw_key, ':', 2) as table_name,
        count(*) as copies
    from {{ ref('stg_legacy_aliases') }}
    where split_part(raw_key, ':', 2) = 'xuid_aliases'
    group by xuid, gamertag, owner_xuid, split_part(raw_key, ':', 2)
),

held_aliases as (
    select distinct
        held.xuid,
        held.gamertag
    from aliases
    inner join {{ ref('xuid_aliases') }} as held on aliases.xuid = held.xuid
),

fates as (
    select
        aliases.table_name,
        aliases.owner_xuid,
        aliases.copies,
        case
            when held_aliases.xuid is not null then 'kept'
            when aliases.gamertag is null then 'unusable'
            else 'missing'
        end as fate
    from aliases
    left join held_aliases
        on aliases.xuid = held_aliases.xuid and aliases.gamertag = held_aliases.gamertag
),

final as (
    select
        table_name,
        owner_xuid,
        fate,
        cast(sum(copies) as bigint) as staged_rows,
        cast(count(*) as bigint) as distinct_rows
    from fates
    group by table_name, owner_xuid, fate
)

select * from final
