with registry as (
    select * from {{ ref('match_registry') }}
),

of_matches as (
    select * from {{ ref('int_odd_spellings') }}
    union all
    select
        oddity,
        match_id,
        subject,
        row_count
    from {{ ref('int_match_oddities') }}
),

final as (
    select
        of_matches.oddity,
        of_matches.match_id,
        nullif(of_matches.subject, '') as subject,
        cast(of_matches.row_count as bigint) as row_count,
        registry.started_at
    from of_matches
    left join registry on of_matches.match_id = registry.match_id
    union all
    select
        oddity,
        cast(null as {{ dbt.type_string() }}) as match_id,
        subject,
        row_count,
        cast(null as timestamp) as started_at
    from {{ ref('int_odd_names') }}
)

select * from final
