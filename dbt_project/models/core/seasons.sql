with seasons as (
    select * from {{ ref('stg_seasons') }}
),

final as (
    select
        calendar,
        season_id,
        csr_season_id,
        operation_track,
        started_at,
        ended_at
    from seasons
)

select * from final
