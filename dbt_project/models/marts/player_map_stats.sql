with matches as (
    select * from {{ ref('player_match_stats') }}
),

final as (
    select
        xuid,
        map_id,
        max_by(map_name, started_at) as map_name,
        {{ player_totals() }}
    from matches
    where not is_firefight
    group by xuid, map_id
)

select * from final
