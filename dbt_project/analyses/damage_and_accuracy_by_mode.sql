with matches as (
    select * from {{ ref('player_match_stats') }}
),

final as (
    select
        gamertag,
        mode_category,
        cast(count(*) as bigint) as matches,
        cast(sum(damage_dealt) as double) / nullif(sum(kills), 0) as damage_per_kill,
        cast(sum(damage_dealt) as double) / count(*) as damage_per_match,
        100 * cast(sum(shots_hit) as double) / nullif(sum(shots_fired), 0) as accuracy
    from matches
    group by gamertag, mode_category
)

select * from final
order by gamertag asc, matches desc, mode_category asc
