with matches as (
    select * from {{ ref('player_match_stats') }}
),

final as (
    select
        xuid,
        map_id,
        max(gamertag) as gamertag,
        max(map_latest_name) as map_name,
        max(map_name_fr) as map_name_fr,
        {{ player_totals() }}
    from matches
    where not is_firefight and map_id is not null
    group by xuid, map_id
)

select * from final
