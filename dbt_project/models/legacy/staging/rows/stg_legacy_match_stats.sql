{%- set assets = ['playlist', 'map', 'pair', 'game_variant'] -%}

with old_rows as (
    {{ legacy_rows('legacy_match_stats', legacy_match_schema()) }}
),

final as (
    select
        lower(old.match_id) as match_id,
        {{ utc_timestamp('old.start_time') }} as stored_started_at,
        {{ utc_timestamp('old.end_time') }} as stored_ended_at,
        {%- for asset in assets %}
        lower(old.{{ asset }}_id) as {{ asset }}_id,
        {{ real_name('old.' ~ asset ~ '_name', 'old.' ~ asset ~ '_id') }} as {{ asset }}_name,
        old.{{ asset }}_name as stored_{{ asset }}_name,
        {%- endfor %}
        {{ legacy_count('old.game_variant_category') }} as game_variant_category,
        {{ legacy_count('old.my_team_score') }} as my_team_score,
        {{ legacy_count('old.enemy_team_score') }} as enemy_team_score,
        old.is_firefight as is_firefight,
        old.is_ranked as is_ranked,
        old.teammates_signature as teammates_signature,
        {{ legacy_player_columns('old') }},
        {{ legacy_has_nan('old') }} as has_nan,
        {{ legacy_columns() }}
    from old_rows
    where old.match_id is not null
)

select * from final
