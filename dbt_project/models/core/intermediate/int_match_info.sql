{%- set columns = [
    'match_id', 'started_at', 'ended_at', 'duration_seconds', 'playable_duration_seconds',
    'playlist_id', 'playlist_version_id', 'map_id', 'map_version_id', 'map_mode_pair_id',
    'map_mode_pair_version_id', 'game_variant_id', 'game_variant_version_id',
    'game_variant_category', 'season_id', 'lifecycle_mode', 'playlist_experience',
    'gameplay_interaction', 'level_id', 'is_team_match', 'landed_at', 'sequence', 'run_id',
] | join(', ') -%}

with stats as (
    select {{ columns }} from {{ ref('stg_match_stats') }}
),

history as (
    select {{ columns }} from {{ ref('stg_player_matches') }}
),

known as (
    select
        *,
        1 as preference
    from stats
    union all
    select
        *,
        2 as preference
    from history
),

ranked as (
    select
        *,
        row_number() over (
            partition by match_id
            order by case when started_at is null then 1 else 0 end, preference, sequence, run_id
        ) as choice
    from known
),

final as (
    select {{ columns }}
    from ranked
    where choice = 1
)

select * from final
