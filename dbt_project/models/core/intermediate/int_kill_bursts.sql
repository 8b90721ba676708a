with events as (
    select * from {{ of_changed_matches(ref('int_burst_events')) }}
    where burst_kills > 0 and burst_deaths > 0
),

moments as (
    select
        match_id,
        burst,
        moment,
        cast(count(*) as int) as size
    from events
    group by match_id, burst, moment
),

counted as (
    select
        match_id,
        moment,
        side,
        cast(count(*) as int) as events
    from events
    where is_on_both_ends
    group by match_id, moment, side
),

sides as (
    select distinct
        match_id,
        burst,
        side
    from events
    where is_on_both_ends
),

listed_sides as (
    select
        match_id,
        burst,
        {{ list_in_order('side', 'side') }} as sides
    from sides
    group by match_id, burst
),

by_side as (
    select
        moments.match_id,
        moments.moment,
        {{ list_in_order('coalesce(counted.events, 0)', 'sides.side') }} as counts
    from moments
    inner join sides on moments.match_id = sides.match_id and moments.burst = sides.burst
    left join counted
        on
            moments.match_id = counted.match_id
            and moments.moment = counted.moment
            and sides.side = counted.side
    group by moments.match_id, moments.moment
),

listed_moments as (
    select
        moments.match_id,
        moments.burst,
        {{ list_in_order(
            struct_of({
                'moment': 'moments.moment',
                'is_death': 'moments.moment % 2 = 0',
                'size': 'moments.size',
                'counts': 'coalesce(by_side.counts, ' ~ empty_list('int') ~ ')',
            }),
            'moments.moment',
        ) }} as moments
    from moments
    left join by_side
        on moments.match_id = by_side.match_id and moments.moment = by_side.moment
    group by moments.match_id, moments.burst
),

final as (
    select
        listed_moments.match_id,
        listed_moments.burst,
        listed_moments.moments,
        coalesce(listed_sides.sides, {{ empty_list('string') }}) as sides
    from listed_moments
    left join listed_sides
        on
            listed_moments.match_id = listed_sides.match_id
            and listed_moments.burst = listed_sides.burst
)

select * from final
