with tracked as (
    select * from {{ ref('tracked_players') }}
),

participants as (
    select * from {{ of_changed_matches(ref('match_participants')) }}
),

registry as (
    select * from {{ of_changed_matches(ref('match_registry')) }}
),

results as (
    select * from {{ ref('int_team_results') }}
),

skill as (
    select * from {{ of_changed_matches(ref('match_skill')) }}
),

final as (
    select
        participants.xuid,
        participants.match_id,
        tracked.gamertag,
        registry.started_at,
        {{ local_time('registry.started_at', 'tracked.timezone') }} as started_at_local,
        registry.duration_seconds,
        registry.map_id,
        registry.map_name,
        registry.map_latest_name,
        registry.map_name_fr,
        registry.playlist_id,
        registry.playlist_name,
        registry.playlist_latest_name,
        registry.playlist_name_fr,
        registry.playlist_experience,
        registry.map_mode_pair_id,
        registry.map_mode_pair_name,
        registry.map_mode_pair_name_fr,
        registry.game_variant_id,
        registry.game_variant_name,
        registry.game_variant_name_fr,
        registry.game_variant_category,
        registry.mode_category,
        registry.mode_category_fr,
        registry.season_id,
        registry.season_number,
        registry.season_name,
        registry.season_started_at,
        registry.season_ended_at,
        registry.is_matchmade,
        registry.is_ranked,
        registry.is_firefight,
        registry.is_team_match,
        participants.team_id,
        participants.outcome,
        participants.outcome_name,
        participants.is_win,
        participants.rank,
        {%- for stat in core_stats() %}
        participants.{{ stat }},
        {%- endfor %}
        participants.kda,
        participants.kd_ratio,
        participants.accuracy,
        participants.max_killing_spree,
        participants.average_life_seconds,
        participants.time_played_seconds,
        participants.first_joined_at,
        participants.last_left_at,
        participants.is_present_at_beginning,
        participants.is_joined_in_progress,
        participants.is_left_in_progress,
        participants.is_present_at_completion,
        participants.team_count,
        results.my_team_score,
        results.enemy_team_score,
        results.my_team_rounds_won,
        results.enemy_team_rounds_won,
        skill.team_mmr,
        skill.enemy_mmr,
        skill.expected_kills,
        skill.kills_std_dev,
        skill.expected_deaths,
        skill.deaths_std_dev,
        skill.pre_match_csr,
        skill.post_match_csr,
        skill.tier,
        skill.sub_tier,
        skill.tier_name
    from participants
    inner join tracked on participants.xuid = tracked.xuid
    inner join registry on participants.match_id = registry.match_id
    left join results
        on
            participants.match_id = results.match_id
            and participants.player_id = results.player_id
    left join skill
        on participants.match_id = skill.match_id and participants.xuid = skill.xuid
)

select * from final
