{%- set assets = ['playlist', 'map', 'pair', 'game_variant'] -%}

with old_rows as (
    {{ legacy_rows('legacy_match_registry', legacy_match_schema()) }}
),

final as (
    select
        lower(old.match_id) as match_id,
        {{ utc_timestamp('old.start_time') }} as stored_started_at,
        {{ utc_timestamp('old.end_time') }} as stored_ended_at,
        {%- for asset in assets %}
        lower(old.{{ asset }}_id) as {{ asset }}_id,
        {{ real_name('old.' ~ asset ~ '_name', 'old.' ~ asset ~ '_id') }} as {{ asset }}_name,
        {%- endfor %}
        {{ legacy_count('old.duration_seconds') }} as duration_seconds,
        {{ legacy_count('old.team_0_score') }} as team_0_score,
        {{ legacy_count('old.team_1_score') }} as team_1_score,
        old.is_firefight as is_firefight,
        old.is_ranked as is_ranked,
        old.participants_loaded as participants_loaded,
        old.events_loaded as events_loaded,
        {{ printable('old.first_sync_by') }} as first_sync_by,
        {{ utc_timestamp('old.first_sync_at') }} as first_synced_at,
        {{ legacy_columns() }}
    from old_rows
    where old.match_id is not null
)

select * from final
