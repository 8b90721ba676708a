{%- set columns = [
    'match_id', 'started_at', 'ended_at', 'duration_seconds', 'playable_duration_seconds',
    'playlist_id', 'playlist_version_id', 'map_id', 'map_version_id', 'map_mode_pair_id',
    'map_mode_pair_version_id', 'game_variant_id', 'game_variant_version_id',
    'game_variant_category', 'season_id', 'lifecycle_mode', 'playlist_experience',
    'gameplay_interaction', 'level_id', 'is_team_match', 'landed_at', 'sequence', 'run_id',
] | join(', ') -%}

with stats as (
    select {{ columns }} from {{ of_changed_matches(ref('stg_match_stats')) }}
),

history as (
    select {{ columns }} from {{ of_changed_matches(ref('stg_player_matches')) }}
),

migrated as (
    select {{ columns }} from {{ of_changed_matches(ref('int_legacy_match_info')) }}
),

-- Of a match whose stats are set aside, a film or the skill may be left.
mentioned as (
    select
        match_id,
        landed_at,
        sequence,
        run_id
    from {{ of_changed_matches(ref('stg_match_film')) }}
    union all
    select
        match_id,
        landed_at,
        sequence,
        run_id
    from {{ of_changed_matches(ref('stg_match_skill')) }}
),

others as (
    select
        match_id,
        cast(null as timestamp) as started_at,
        cast(null as timestamp) as ended_at,
        cast(null as double) as duration_seconds,
        cast(null as {{ dbt.type_string() }}) as playlist_id,
        cast(null as {{ dbt.type_string() }}) as map_id,
        cast(null as {{ dbt.type_string() }}) as map_mode_pair_id,
        cast(null as {{ dbt.type_string() }}) as game_variant_id,
        cast(null as int) as game_variant_category,
        cast(null as boolean) as is_team_match,
        cast(null as double) as playable_duration_seconds,
        cast(null as {{ dbt.type_string() }}) as playlist_version_id,
        cast(null as {{ dbt.type_string() }}) as map_version_id,
        cast(null as {{ dbt.type_string() }}) as map_mode_pair_version_id,
        cast(null as {{ dbt.type_string() }}) as game_variant_version_id,
        cast(null as {{ dbt.type_string() }}) as season_id,
        cast(null as int) as lifecycle_mode,
        cast(null as int) as playlist_experience,
        cast(null as int) as gameplay_interaction,
        cast(null as {{ dbt.type_string() }}) as level_id,
        landed_at,
        sequence,
        run_id
    from mentioned
),

known as (
    select
        {{ columns }},
        'api' as source,
        1 as preference
    from stats
    union all
    select
        {{ columns }},
        'api' as source,
        2 as preference
    from history
    union all
    select
        {{ columns }},
        'legacy' as source,
        3 as preference
    from migrated
    union all
    select
        {{ columns }},
        'api' as source,
        4 as preference
    from others
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
    select
        {{ columns }},
        source
    from ranked
    where choice = 1
)

select * from final
