with info as (
    select * from {{ of_changed_matches(ref('int_match_info')) }}
),

ranked_playlists as (
    select * from {{ ref('int_ranked_playlists') }}
),

provenance as (
    select * from {{ ref('int_match_provenance') }}
),

legacy as (
    select * from {{ of_changed_matches(ref('int_legacy_matches')) }}
),

completeness as (
    select * from {{ of_changed_matches(ref('int_legacy_completeness')) }}
),

final as (
    select
        info.match_id,
        -- a custom game has no playlist
        coalesce(
            info.lifecycle_mode = 3, info.source = 'legacy' and info.playlist_id is not null, false
        ) as is_matchmade,
        ranked_playlists.playlist_id is not null
        or (info.source = 'legacy' and coalesce(legacy.is_ranked, false)) as is_ranked,
        coalesce(info.game_variant_category = {{ firefight_category() }}, false)
        or (info.source = 'legacy' and coalesce(legacy.is_firefight, false)) as is_firefight,
        coalesce(
            info.game_variant_category,
            case when legacy.is_firefight then {{ firefight_category() }} end
        ) as named_category,
        coalesce(provenance.has_events, false) as events_loaded,
        coalesce(provenance.has_skill, false) as skill_loaded,
        coalesce(completeness.is_incomplete and provenance.is_migrated, false) as is_incomplete,
        case when info.source = 'legacy' then legacy.start_basis else 'api' end as start_basis,
        case
            when info.source = 'api' and not coalesce(provenance.is_migrated, false) then 'api'
            when info.source = 'legacy' and not coalesce(provenance.is_answered, false)
                then 'legacy'
            else 'mixed'
        end as source
    from info
    left join provenance on info.match_id = provenance.match_id
    left join legacy on info.match_id = legacy.match_id
    left join completeness on info.match_id = completeness.match_id
    left join ranked_playlists on info.playlist_id = ranked_playlists.playlist_id
)

select * from final
