with versions as (
    select * from {{ ref('stg_tracked_players') }}
),

zones as (
    select * from {{ ref('stg_time_zones') }}
    where xuid is not null
),

default_zone as (
    select * from {{ ref('int_default_time_zone') }}
),

ranked as (
    select
        *,
        dense_rank() over (order by sequence desc, run_id desc) as age
    from versions
),

slugged as (
    select
        xuid,
        gamertag,
        {{ replace_all('lower(ascii_gamertag)', '[^a-z0-9]', '_') }} as untrimmed_slug
    from ranked
    where age = 1 and xuid is not null
),

trimmed as (
    select
        xuid,
        gamertag,
        trim(both '_' from untrimmed_slug) as short_slug
    from slugged
),

named as (
    select
        xuid,
        gamertag,
        case
            when short_slug = '' or count(*) over (partition by short_slug) > 1
                then concat(short_slug, '_', xuid)
            else short_slug
        end as slug
    from trimmed
),

final as (
    select
        named.xuid,
        named.gamertag,
        named.slug,
        concat('player_', named.slug) as schema_name,
        coalesce(zones.timezone, default_zone.timezone) as timezone
    from named
    cross join default_zone
    left join zones on named.xuid = zones.xuid
)

select * from final
