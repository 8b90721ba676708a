-- Every match that anything landed is about is in the registry, once: none lost, none double.
with known as (
    select match_id from {{ ref('stg_player_matches') }}
    union
    select match_id from {{ ref('stg_match_stats') }}
    union
    select match_id from {{ ref('stg_match_film') }}
    union
    select match_id from {{ ref('stg_match_skill') }}
    union
    select match_id from {{ ref('int_legacy_matches') }}
),

registered as (
    select
        match_id,
        count(*) as registry_rows
    from {{ ref('match_registry') }}
    group by match_id
),

compared as (
    select
        coalesce(known.match_id, registered.match_id) as match_id,
        known.match_id is not null as is_known,
        coalesce(registered.registry_rows, 0) as registry_rows
    from known
    full outer join registered on known.match_id = registered.match_id
)

select * from compared
where not is_known or registry_rows <> 1
