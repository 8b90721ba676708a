with profiles as (
    select * from {{ ref('stg_profiles') }}
),

looks as (
    select
        key as xuid,
        max(landed_at) as last_looked_at
    from {{ ref('stg_ledger') }}
    where feed = 'profiles' and status in ('ok', 'unchanged')
    group by key
),

film_names as (
    select * from {{ ref('int_film_names') }}
),

versions as (
    select
        *,
        row_number() over (partition by xuid order by sequence desc, run_id desc) as age
    from profiles
),

-- The newest profile was seen as long as looking again found it unchanged.
in_profiles as (
    select
        versions.xuid,
        versions.gamertag,
        versions.landed_at as first_seen_at,
        case
            when versions.age = 1 then looks.last_looked_at else versions.landed_at
        end as last_seen_at,
        'profile' as source,
        true as is_from_api
    from versions
    left join looks on versions.xuid = looks.xuid
),

in_films as (
    select
        xuid,
        gamertag,
        min(started_at) as first_seen_at,
        max(started_at) as last_seen_at,
        'film' as source,
        true as is_from_api
    from film_names
    group by xuid, gamertag
),

in_legacy_files as (
    select
        xuid,
        gamertag,
        min(last_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        'legacy' as source,
        false as is_from_api
    from {{ ref('stg_legacy_aliases') }}
    group by xuid, gamertag
),

sightings as (
    select * from in_profiles
    union all
    select * from in_films
    union all
    select * from in_legacy_files
),

-- A player may go back to an earlier gamertag.
final as (
    select
        xuid,
        gamertag,
        source,
        is_from_api,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from sightings
    group by xuid, gamertag, source, is_from_api
)

select * from final
