-- The method is explained in macros/pairing.sql.
with bursts as (
    select
        *,
        {{ places_of('sides') }} as places,
        {{ places_of('moments') }} as numbers
    from {{ ref('int_kill_bursts') }}
),

-- A kill and a death of one millisecond come first.
within_milliseconds as (
    select
        *,
        -- sqlfluff cannot parse a fold
        {{ open_by_moment('moments', 'places', 'element.is_death') }} as open_within  -- noqa: PRS
    from bursts
),

across_milliseconds as (
    select
        *,
        -- sqlfluff cannot parse a fold
        {{ open_by_moment('moments', 'places', 'false') }} as open_across  -- noqa: PRS
    from within_milliseconds
),

-- Each pair of a moment with the one before leaves one less open: less open means more pairs.
chosen as (
    select
        match_id,
        burst,
        moments,
        sides,
        places,
        numbers,
        case
            when
                {{ sum_of(each('open_across', 'one', 'one.open_count')) }}
                < {{ sum_of(each('open_within', 'one', 'one.open_count')) }}
                then open_across
            else open_within
        end as states
    from across_milliseconds
),

walked as (
    select
        *,
        -- sqlfluff cannot parse a fold
        {{ paired_by_moment('moments', 'states', 'numbers', 'places') }} as paired  -- noqa: PRS
    from chosen
),

by_moment as (
    select
        walked.match_id,
        walked.burst,
        walked.sides,
        walked.places,
        {{ item('walked.moments', 'nth') }} as moment,
        {{ item('walked.paired', '-nth') }} as paired
    from walked
    {{ unnest('walked.numbers', 'nth') }}
),

final as (
    select
        by_moment.match_id,
        by_moment.burst,
        by_moment.moment.moment as moment,
        {{ item('by_moment.sides', 'place_of_side') }} as side,
        {{ item('by_moment.paired.earlier', 'place_of_side') }} as earlier,
        {{ item('by_moment.paired.later', 'place_of_side') }} as later,
        by_moment.moment.size - {{ item('by_moment.moment.counts', 'place_of_side') }}
            as of_other_sides
    from by_moment
    {{ unnest('by_moment.places', 'place_of_side') }}
    union all
    select
        by_moment.match_id,
        by_moment.burst,
        by_moment.moment.moment as moment,
        'others' as side,
        by_moment.paired.others_earlier as earlier,
        by_moment.paired.others_later as later,
        by_moment.moment.size as of_other_sides
    from by_moment
)

select * from final
