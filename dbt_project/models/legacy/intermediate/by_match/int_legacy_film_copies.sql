{%- set identity = 'match_id, xuid, event_type, time_ms, type_hint, medal_value' -%}

with events as (
    select * from {{ of_changed_matches(ref('stg_legacy_events')) }}
),

-- A film has its events in the order of time, so a step back is the film landed once more.
steps as (
    select
        events.*,
        case
            when events.time_ms < lag(events.time_ms) over (
                partition by events.match_id, events.file_sha256 order by events.old_row_number
            ) then 1 else 0
        end as step_back
    from events
),

copies as (
    select
        *,
        sum(step_back) over (
            partition by match_id, file_sha256 order by old_row_number
            rows between unbounded preceding and current row
        ) as film_copy
    from steps
),

placed as (
    select
        *,
        row_number() over (
            partition by match_id, file_sha256, film_copy order by old_row_number
        ) as place
    from copies
),

counted as (
    select
        {{ identity }},
        owner_xuid,
        file_sha256,
        film_copy,
        count(*) as times,
        min(place) as first_place,
        max(place) as last_place,
        max(gamertag) as gamertag,
        max(medal_name) as medal_name,
        max(segment) as segment
    from placed
    group by {{ identity }}, owner_xuid, file_sha256, film_copy
),

-- Every event of a copy written several times over is no event more.
thinned as (
    select
        *,
        min(times) over (partition by match_id, file_sha256, film_copy) as written
    from counted
),

final as (
    select
        {{ identity }},
        owner_xuid,
        cast(sum(times) as bigint) as rows_in,
        cast(max(floor(times / written)) as bigint) as times,
        cast(min(first_place) as bigint) as first_place,
        cast(max(last_place) as bigint) as last_place,
        max(gamertag) as gamertag,
        max(medal_name) as medal_name,
        max(segment) as segment
    from thinned
    group by {{ identity }}, owner_xuid
)

select * from final
