with filmed as (
    select match_id from {{ of_changed_matches(ref('stg_match_film')) }}
),

legacy as (
    select * from {{ of_changed_matches(ref('int_legacy_film_events')) }}
),

final as (
    select
        legacy.match_id,
        legacy.event_index,
        legacy.event_type,
        legacy.time_ms,
        legacy.xuid,
        legacy.gamertag,
        legacy.type_hint,
        legacy.medal_value,
        legacy.medal_name,
        'legacy' as source,
        legacy.segment
    from legacy
    left join filmed on legacy.match_id = filmed.match_id
    where filmed.match_id is null
)

select * from final
