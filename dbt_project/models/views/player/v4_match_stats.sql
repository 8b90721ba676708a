with matches as (
    select * from {{ ref('player_match_stats') }}
),

registry as (
    select * from {{ ref('match_registry') }}
),

sessions as (
    select * from {{ ref('player_sessions') }}
),

final as (
    select
        matches.xuid as owner_xuid,
        matches.match_id,
        matches.started_at as start_time,
        registry.ended_at as end_time,
        matches.playlist_id,
        matches.playlist_name,
        matches.map_id,
        matches.map_name,
        matches.map_mode_pair_id as pair_id,
        matches.map_mode_pair_name as pair_name,
        matches.game_variant_id,
        matches.game_variant_name,
        try_cast(matches.outcome as tinyint) as outcome,
        try_cast(matches.team_id as tinyint) as team_id,
        try_cast(matches.rank as smallint) as rank,
        try_cast(matches.kills as smallint) as kills,
        try_cast(matches.deaths as smallint) as deaths,
        try_cast(matches.assists as smallint) as assists,
        cast(matches.kda as float) as kda,
        cast(matches.accuracy as float) as accuracy,
        try_cast(matches.headshot_kills as smallint) as headshot_kills,
        try_cast(matches.max_killing_spree as smallint) as max_killing_spree,
        try_cast(matches.time_played_seconds as int) as time_played_seconds,
        cast(matches.average_life_seconds as float) as avg_life_seconds,
        try_cast(matches.my_team_score as smallint) as my_team_score,
        try_cast(matches.enemy_team_score as smallint) as enemy_team_score,
        cast(matches.team_mmr as float) as team_mmr,
        cast(matches.enemy_mmr as float) as enemy_mmr,
        cast(matches.damage_dealt as float) as damage_dealt,
        cast(matches.damage_taken as float) as damage_taken,
        try_cast(matches.shots_fired as int) as shots_fired,
        try_cast(matches.shots_hit as int) as shots_hit,
        try_cast(matches.grenade_kills as smallint) as grenade_kills,
        try_cast(matches.melee_kills as smallint) as melee_kills,
        try_cast(matches.power_weapon_kills as smallint) as power_weapon_kills,
        try_cast(matches.score as int) as score,
        try_cast(matches.personal_score as int) as personal_score,
        {{ legacy_mode_category('matches.map_mode_pair_name') }} as mode_category,
        matches.is_ranked,
        matches.is_firefight,
        coalesce(matches.outcome = {{ outcome('unfinished') }}, false) as left_early,
        try_cast(sessions.session_number as int) as session_id,
        {{ session_label('sessions') }} as session_label,
        cast(matches.performance_score as float) as performance_score,
        matches.teammates_signature,
        try_cast(matches.friends_count as smallint) as known_teammates_count,
        matches.friends_count > 0 as is_with_friends,
        matches.friends_xuids,
        registry.first_synced_at as created_at,
        registry.last_updated_at as updated_at,
        {{ backfill_mask('registry') }} as backfill_completed,
        try_cast(registry.game_variant_category as int) as game_variant_category
    from matches
    inner join registry on matches.match_id = registry.match_id
    left join sessions
        on matches.xuid = sessions.xuid and matches.session_id = sessions.session_id
)

select * from final
