with seasons as (
    select * from {{ ref('stg_seasons') }}
),

final as (
    select
        calendar,
        season_id,
        csr_season_id,
        {{ season_number('csr_season_id') }} as season_number,
        {{ season_name('csr_season_id') }} as season_name,
        operation_track,
        started_at,
        ended_at
    from seasons
)

select * from final
