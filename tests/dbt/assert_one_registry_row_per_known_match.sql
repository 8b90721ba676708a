{%- set tables = [
    ref('stg_player_matches'), ref('stg_match_stats'), ref('stg_match_film'), ref('stg_match_skill'),
    ref('int_legacy_matches'), ref('match_registry'),
] -%}

-- Every match that anything landed is about is in the registry, once: none lost, none double.
with known as (
    select match_id from {{ of_matches_to_check(ref('stg_player_matches'), tables) }}
    union
    select match_id from {{ of_matches_to_check(ref('stg_match_stats'), tables) }}
    union
    select match_id from {{ of_matches_to_check(ref('stg_match_film'), tables) }}
    union
    select match_id from {{ of_matches_to_check(ref('stg_match_skill'), tables) }}
    union
    select match_id from {{ of_matches_to_check(ref('int_legacy_matches'), tables) }}
),

registered as (
    select
        match_id,
        count(*) as registry_rows
    from {{ of_matches_to_check(ref('match_registry'), tables) }}
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
