with films as (
    select * from {{ of_changed_matches(ref('stg_match_film')) }}
),

registry as (
    select * from {{ of_changed_matches(ref('match_registry')) }}
),

counts as (
    select * from {{ ref('int_film_counts') }}
),

lengths as (
    select
        counts.*,
        films.film_length_ms,
        1000 * {{ seconds_between('registry.started_at', 'registry.ended_at') }} as match_ms,
        1000 * registry.duration_seconds as play_ms
    from counts
    inner join registry on counts.match_id = registry.match_id
    left join films on counts.match_id = films.match_id
),

-- A film is as long as the match, from its start on, or as long as the play, which ends the match.
clocks as (
    select
        *,
        case
            when first_event_ms < 0 then null
            when cast(last_event_ms as bigint) - 2000 > film_length_ms then null
            when abs(film_length_ms - match_ms) <= 2000 then 'whole_match'
            when abs(film_length_ms - play_ms) <= 2000 then 'play_only'
        end as clock_basis
    from lengths
),

final as (
    select
        match_id,
        source,
        kills,
        deaths,
        medals,
        mode_events,
        first_event_ms,
        last_event_ms,
        film_length_ms,
        film_coverage,
        certain_pairs_share,
        clock_basis,
        try_cast(
            case
                when clock_basis = 'whole_match' then 0
                when clock_basis = 'play_only' then round(match_ms - play_ms)
            end as int
        ) as clock_offset_ms,
        case
            when clock_basis = 'whole_match' then 'high'
            when clock_basis = 'play_only' then 'low'
        end as clock_confidence
    from clocks
)

select * from final
