with matches as (
    select * from {{ ref('player_match_stats') }}
),

trades as (
    select * from {{ ref('int_player_trades') }}
),

first_bloods as (
    select * from {{ ref('int_first_bloods') }}
),

clutch_kills as (
    select
        match_id,
        xuid,
        cast(count(*) as int) as clutch_kills,
        cast(count_if(is_won) as int) as clutches_survived
    from {{ ref('clutches') }}
    group by match_id, xuid
),

final as (
    select
        matches.xuid,
        matches.match_id,
        matches.started_at,
        matches.started_at_local,
        matches.local_hour,
        matches.local_weekday,
        matches.season_name,
        matches.map_id,
        coalesce(matches.map_latest_name, matches.map_name) as map_name,
        matches.map_name_fr,
        matches.playlist_id,
        coalesce(matches.playlist_latest_name, matches.playlist_name) as playlist_name,
        matches.playlist_name_fr,
        matches.mode_category,
        matches.mode_category_fr,
        matches.is_ranked,
        matches.is_firefight,
        matches.outcome,
        matches.kills,
        matches.deaths,
        matches.assists,
        round(matches.kda, 4) as kda,
        matches.shots_fired,
        matches.shots_hit,
        round(matches.accuracy, 4) as accuracy,
        matches.damage_dealt,
        matches.headshot_kills,
        matches.perfect_kills,
        matches.max_killing_spree,
        matches.personal_score,
        round(matches.time_played_seconds, 1) as time_played_seconds,
        round(matches.performance_score, 4) as performance_score,
        round(matches.expected_kills, 4) as expected_kills,
        round(matches.expected_deaths, 4) as expected_deaths,
        round(matches.team_mmr - matches.enemy_mmr, 2) as mmr_ahead,
        matches.post_match_csr,
        matches.session_id,
        matches.place_in_session,
        matches.friends_xuids,
        trades.deaths as film_deaths,
        trades.deaths_avenged,
        trades.teammate_deaths,
        trades.trades,
        case
            when first_bloods.match_id is not null
                then matches.team_id = first_bloods.team_id
        end as is_team_first_blood,
        coalesce(first_bloods.xuid = matches.xuid, false) as is_first_blood,
        coalesce(clutch_kills.clutch_kills, 0) as clutch_kills,
        coalesce(clutch_kills.clutches_survived, 0) as clutches_survived,
        matches.kill_score,
        matches.assist_score,
        matches.objective_score,
        matches.vehicle_score,
        matches.penalty_score
    from matches
    left join trades on matches.xuid = trades.xuid and matches.match_id = trades.match_id
    left join first_bloods on matches.match_id = first_bloods.match_id
    left join clutch_kills
        on matches.xuid = clutch_kills.xuid and matches.match_id = clutch_kills.match_id
)

select * from final
