{%- set identity = 'match_id, xuid, event_type, time_ms, type_hint, medal_value' -%}

with film_copies as (
    select * from {{ of_changed_matches(ref('int_legacy_film_copies')) }}
),

matches as (
    select match_id from {{ of_changed_matches(ref('int_match_info')) }}
),

copies as (
    select film_copies.*
    from film_copies
    inner join matches on film_copies.match_id = matches.match_id
),

-- Two like events at one moment are two events if one and the same film has both.
distinct_events as (
    select
        {{ identity }},
        max(times) as times,
        min(first_place) as first_place,
        max(last_place) as last_place,
        max(gamertag) as gamertag,
        max(medal_name) as medal_name,
        max(segment) as segment
    from copies
    group by {{ identity }}
),

repeated as (
    select
        distinct_events.*,
        unnested.ordinal,
        case
            when unnested.ordinal = 1 then distinct_events.first_place
            else distinct_events.last_place
        end as film_place
    from distinct_events
    {{ unnest(numbers_to('distinct_events.times'), 'ordinal') }}
),

final as (
    select
        match_id,
        cast(row_number() over (
            partition by match_id
            order by time_ms, film_place, event_type, xuid, medal_value, ordinal
        ) - 1 as int) as event_index,
        event_type,
        time_ms,
        xuid,
        gamertag,
        type_hint,
        medal_value,
        medal_name,
        segment
    from repeated
)

select * from final
