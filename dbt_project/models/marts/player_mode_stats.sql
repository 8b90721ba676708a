with matches as (
    select * from {{ ref('player_match_stats') }}
),

final as (
    select
        xuid,
        mode_category,
        {{ player_totals() }}
    from matches
    group by xuid, mode_category
)

select * from final
