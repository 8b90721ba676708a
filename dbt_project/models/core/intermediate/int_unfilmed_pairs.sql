with filmed as (
    select distinct match_id from {{ of_changed_matches(ref('highlight_events')) }}
),

matches as (
    select match_id from {{ of_changed_matches(ref('int_match_info')) }}
),

legacy as (
    select * from {{ of_changed_matches(ref('int_legacy_pairs')) }}
),

final as (
    select
        legacy.match_id,
        legacy.killer_xuid,
        legacy.victim_xuid,
        legacy.killer_gamertag,
        legacy.victim_gamertag,
        legacy.time_ms,
        'legacy' as source
    from legacy
    inner join matches on legacy.match_id = matches.match_id
    left join filmed on legacy.match_id = filmed.match_id
    where filmed.match_id is null
)

select * from final
