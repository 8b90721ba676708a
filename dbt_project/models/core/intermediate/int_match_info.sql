{%- set columns = [
    'match_id', 'started_at', 'ended_at', 'duration_seconds', 'playable_duration_seconds',
    'playlist_id', 'playlist_version_id', 'map_id', 'map_version_id', 'map_mode_pair_id',
    'map_mode_pair_version_id', 'game_variant_id', 'game_variant_version_id',
    'game_variant_category', 'season_id', 'lifecycle_mode', 'playlist_experience',
    'gameplay_interaction', 'level_id', 'is_team_match', 'landed_at', 'sequence', 'run_id',
] | join(', ') -%}
{%- set text = dbt.type_string() -%}
{%- set unknown_to_legacy = {
    'playable_duration_seconds': 'double', 'playlist_version_id': text, 'map_version_id': text,
    'map_mode_pair_version_id': text, 'game_variant_version_id': text, 'season_id': text,
    'lifecycle_mode': 'int', 'playlist_experience': 'int', 'gameplay_interaction': 'int',
    'level_id': text,
} -%}

{%- set facts = {
    'started_at': 'timestamp', 'ended_at': 'timestamp', 'duration_seconds': 'double',
    'playlist_id': text, 'map_id': text, 'map_mode_pair_id': text, 'game_variant_id': text,
    'game_variant_category': 'int', 'is_team_match': 'boolean',
} -%}

with stats as (
    select {{ columns }} from {{ ref('stg_match_stats') }}
),

history as (
    select {{ columns }} from {{ ref('stg_player_matches') }}
),

-- The old application kept no versions, no season and no time but the start.
migrated as (
    select
        match_id,
        started_at,
        ended_at,
        duration_seconds,
        {%- for name, type in unknown_to_legacy.items() %}
        cast(null as {{ type }}) as {{ name }},
        {%- endfor %}
        playlist_id,
        map_id,
        pair_id as map_mode_pair_id,
        game_variant_id,
        game_variant_category,
        is_team_match,
        landed_at,
        sequence,
        run_id
    from {{ ref('int_legacy_matches') }}
),

-- Of a match whose stats are set aside, a film or the skill may be left.
mentioned as (
    select
        match_id,
        landed_at,
        sequence,
        run_id
    from {{ ref('stg_match_film') }}
    union all
    select
        match_id,
        landed_at,
        sequence,
        run_id
    from {{ ref('stg_match_skill') }}
),

others as (
    select
        match_id,
        {%- for name, type in dict(facts, **unknown_to_legacy).items() %}
        cast(null as {{ type }}) as {{ name }},
        {%- endfor %}
        landed_at,
        sequence,
        run_id
    from mentioned
),

known as (
    {%- for relation, source in [
        ('stats', 'api'), ('history', 'api'), ('migrated', 'legacy'), ('others', 'api'),
    ] %}
    select
        {{ columns }},
        '{{ source }}' as source,
        {{ loop.index }} as preference
    from {{ relation }}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
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
