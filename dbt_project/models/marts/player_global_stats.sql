with matches as (
    select * from {{ ref('player_match_stats') }}
),

final as (
    select
        xuid,
        max(gamertag) as gamertag,
        {{ player_totals() }}
    from matches
    where not is_firefight
    group by xuid
)

select * from final
