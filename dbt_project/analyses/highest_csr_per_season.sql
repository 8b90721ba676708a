with matches as (
    select * from {{ ref('player_match_stats') }}
    where is_ranked and post_match_csr is not null and season_name is not null
),

ranked as (
    select
        *,
        row_number() over (
            partition by xuid, season_name, playlist_id
            order by post_match_csr desc, started_at asc
        ) as choice,
        count(*) over (partition by xuid, season_name, playlist_id) as matches
    from matches
),

final as (
    select
        gamertag,
        season_number,
        season_name,
        playlist_latest_name as playlist_name,
        post_match_csr as highest_csr,
        tier_name,
        started_at_local as reached_at_local,
        cast(matches as bigint) as matches
    from ranked
    where choice = 1
)

select * from final
order by gamertag asc, season_number desc, playlist_name asc
