with matches as (
    select * from {{ ref('player_match_stats') }}
    where is_ranked and post_match_csr is not null
),

seasons as (
    select * from {{ ref('seasons') }}
),

-- Matches name their season in one of two styles.
ranked_seasons as (
    select
        season_id,
        max(csr_season_id) as csr_season_id
    from seasons
    group by season_id
),

placed as (
    select
        matches.*,
        coalesce(ranked_seasons.csr_season_id, matches.season_id) as csr_season_id,
        cast(date_trunc('week', matches.started_at) as timestamp) as week_started_at,
        coalesce(matches.pre_match_csr, matches.post_match_csr) as csr_before
    from matches
    left join ranked_seasons on matches.season_id = ranked_seasons.season_id
),

final as (
    select
        xuid,
        gamertag,
        playlist_name,
        match_id,
        started_at,
        csr_season_id,
        week_started_at,
        csr_before,
        post_match_csr as csr_after,
        post_match_csr - csr_before as csr_change,
        tier,
        post_match_csr - first_value(csr_before) over (
            partition by xuid, playlist_id, csr_season_id order by started_at, match_id
        ) as change_in_season,
        post_match_csr - first_value(csr_before) over (
            partition by xuid, playlist_id, week_started_at order by started_at, match_id
        ) as change_in_week,
        max(post_match_csr) over (
            partition by xuid, playlist_id, csr_season_id order by started_at, match_id
        ) as highest_in_season
    from placed
)

select * from final
order by gamertag, started_at, match_id
