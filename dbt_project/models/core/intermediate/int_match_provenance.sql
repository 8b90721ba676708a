with reported as (
    select distinct
        match_id,
        source,
        false as is_event,
        false as is_skill
    from {{ of_changed_matches(ref('match_participants')) }}
    union all
    select distinct
        match_id,
        source,
        true as is_event,
        false as is_skill
    from {{ of_changed_matches(ref('highlight_events')) }}
    union all
    select distinct
        match_id,
        source,
        false as is_event,
        true as is_skill
    from {{ ref('int_player_skill') }}
    union all
    select distinct
        match_id,
        source,
        false as is_event,
        true as is_skill
    from {{ of_changed_matches(ref('match_skill')) }}
),

final as (
    select
        match_id,
        max(case when is_event then 1 else 0 end) = 1 as has_events,
        max(case when is_skill then 1 else 0 end) = 1 as has_skill,
        max(case when source = 'legacy' then 1 else 0 end) = 1 as is_migrated,
        max(case when source = 'api' then 1 else 0 end) = 1 as is_answered
    from reported
    group by match_id
)

select * from final
