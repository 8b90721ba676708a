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

events as (
    select * from {{ ref('highlight_events') }}
),

matches as (
    select * from {{ ref('int_match_info') }}
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
        'profile' as source
    from versions
    left join looks on versions.xuid = looks.xuid
),

in_films as (
    select
        events.xuid,
        events.gamertag,
        min(matches.started_at) as first_seen_at,
        max(matches.started_at) as last_seen_at,
        'film' as source
    from events
    inner join matches on events.match_id = matches.match_id
    where events.xuid is not null
    group by events.xuid, events.gamertag
),

in_old_files as (
    select
        xuid,
        gamertag,
        min(last_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        'legacy' as source
    from {{ ref('stg_legacy_aliases') }}
    group by xuid, gamertag
),

sightings as (
    select * from in_profiles
    union all
    select * from in_films
    union all
    select * from in_old_files
),

merged as (
    select
        xuid,
        gamertag,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        count(distinct case when source <> 'legacy' then source end) as api_sources,
        min(case when source <> 'legacy' then source end) as api_source
    from sightings
    where trim(gamertag) <> ''
    group by xuid, gamertag
),

final as (
    select
        xuid,
        gamertag,
        first_seen_at,
        last_seen_at,
        row_number() over (
            partition by xuid
            order by
                case when api_sources > 0 then 0 else 1 end,
                case when last_seen_at is null then 1 else 0 end,
                last_seen_at desc,
                gamertag asc
        ) = 1 as is_current,
        case when api_sources > 1 then 'both' else coalesce(api_source, 'legacy') end as source
    from merged
)

select * from final
