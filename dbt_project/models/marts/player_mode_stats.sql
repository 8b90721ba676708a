with matches as (
    select * from {{ ref('player_match_stats') }}
),

final as (
    select
        xuid,
        max(gamertag) as gamertag,
        mode_category,
        max(mode_category_fr) as mode_category_fr,
        {{ player_totals() }}
    from matches
    group by xuid, mode_category
)

select * from final
