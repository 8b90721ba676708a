with registry as (
    select
        cast(count(*) as bigint) as matches,
        max(started_at) as newest_match_at,
        max(last_updated_at) as newest_landing_at,
        cast(count_if(participants_loaded) as bigint) as matches_with_stats,
        cast(count_if(skill_loaded) as bigint) as matches_with_skill,
        cast(count_if(events_loaded) as bigint) as matches_with_film
    from {{ ref('match_registry') }}
),

unknown_values as (
    select cast(count(*) as bigint) as unknown_values
    from {{ ref('unknown_values') }}
),

drift as (
    select cast(count(*) as bigint) as drifted_keys
    from {{ ref('schema_drift') }}
),

films as (
    select
        cast(count(*) as bigint) as film_rows,
        cast(count_if(is_agreeing) as bigint) as film_rows_in_agreement
    from {{ ref('film_reconciliation') }}
),

final as (
    select
        registry.*,
        unknown_values.unknown_values,
        drift.drifted_keys,
        films.film_rows,
        films.film_rows_in_agreement
    from registry
    cross join unknown_values
    cross join drift
    cross join films
)

select * from final
