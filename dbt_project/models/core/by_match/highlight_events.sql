with filmed as (
    select * from {{ ref('stg_film_events') }}
),

unfilmed as (
    select * from {{ ref('int_unfilmed_events') }}
),

final as (
    select
        match_id,
        event_index,
        event_type,
        time_ms,
        xuid,
        gamertag,
        type_hint,
        medal_value,
        medal_name,
        'api' as source,
        segment
    from filmed
    union all
    select
        match_id,
        event_index,
        event_type,
        time_ms,
        xuid,
        gamertag,
        type_hint,
        medal_value,
        medal_name,
        source,
        segment
    from unfilmed
)

select * from final
