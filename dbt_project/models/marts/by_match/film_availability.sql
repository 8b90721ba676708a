with registry as (
    select
        match_id,
        started_at
    from {{ of_changed_matches(ref('match_registry')) }}
),

zone as (
    select * from {{ ref('int_default_time_zone') }}
),

films as (
    select * from {{ of_changed_matches(ref('int_match_films')) }}
),

final as (
    select
        registry.match_id,
        registry.started_at,
        {{ local_time('registry.started_at', 'zone.timezone') }} as started_at_local,
        case
            when films.chunks_asked > 0 and films.chunks_kept = films.chunks_asked then 'kept'
            when films.is_gone then 'gone'
            when films.manifest_status = 'ok' then 'available'
            else 'unknown'
        end as availability,
        coalesce(films.film_status, 'pending') as film_status,
        coalesce(films.manifest_status, 'pending') as manifest_status,
        coalesce(films.chunks_asked, 0) as chunks_asked,
        coalesce(films.chunks_kept, 0) as chunks_kept
    from registry
    cross join zone
    left join films on registry.match_id = films.match_id
)

select * from final
