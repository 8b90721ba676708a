with matches as (
    select * from {{ ref('player_match_stats') }}
),

final as (
    select
        xuid,
        max(gamertag) as gamertag,
        playlist_id,
        max(playlist_latest_name) as playlist_name,
        max(playlist_name_fr) as playlist_name_fr,
        {{ player_totals() }}
    from matches
    where not is_firefight and playlist_id is not null
    group by xuid, playlist_id
)

select * from final
