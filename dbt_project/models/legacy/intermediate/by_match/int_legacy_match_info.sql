-- The old application kept no versions, no season and no time but the start.
with matches as (
    select * from {{ of_changed_matches(ref('int_legacy_matches')) }}
),

final as (
    select
        match_id,
        started_at,
        ended_at,
        duration_seconds,
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
        playlist_id,
        map_id,
        pair_id as map_mode_pair_id,
        game_variant_id,
        game_variant_category,
        is_team_match,
        landed_at,
        sequence,
        run_id
    from matches
)

select * from final
