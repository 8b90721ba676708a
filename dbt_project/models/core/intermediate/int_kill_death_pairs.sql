-- The method is explained in macros/pairing.sql.
with events as (
    select * from {{ ref('int_kills_and_deaths') }}
),

ends as (
    select * from {{ ref('int_burst_ends') }}
),

alone as (
    select
        match_id,
        max(case when event_type = 'kill' then event_index end) as kill_index,
        max(case when event_type = 'death' then event_index end) as death_index,
        max(case when event_type = 'death' then time_ms end)
        - max(case when event_type = 'kill' then time_ms end) as gap_ms
    from events
    where burst_kills = 1 and burst_deaths = 1
    group by match_id, burst
    having min(side) <> max(side)
),

-- Both ends are in the order of their sides. Turned by this many places no side meets itself: the
-- first ends of each side begin where its second ends have come to an end.
sides as (
    select
        match_id,
        first_moment,
        sum(count_if(not is_first)) over (partition by match_id, first_moment order by side)
        - sum(count_if(is_first)) over (partition by match_id, first_moment order by side)
        + count_if(is_first) as places_behind,
        sum(count_if(is_first)) over (partition by match_id, first_moment) as pairs
    from ends
    group by match_id, first_moment, side
),

turns as (
    select
        match_id,
        first_moment,
        cast(max(places_behind) as bigint) as turn,
        cast(max(pairs) as bigint) as pairs
    from sides
    group by match_id, first_moment
),

contested as (
    select
        first_ends.match_id,
        case
            when first_ends.event_type = 'kill' then first_ends.event_index
            else second_ends.event_index
        end as kill_index,
        case
            when first_ends.event_type = 'kill' then second_ends.event_index
            else first_ends.event_index
        end as death_index,
        second_ends.time_ms - first_ends.time_ms as gap_ms,
        first_ends.candidates = 1 and second_ends.candidates = 1 as is_certain
    from ends as first_ends
    inner join turns
        on
            first_ends.match_id = turns.match_id
            and first_ends.first_moment = turns.first_moment
    inner join ends as second_ends
        on
            first_ends.match_id = second_ends.match_id
            and first_ends.first_moment = second_ends.first_moment
            and (first_ends.place + turns.turn) % turns.pairs = second_ends.place
    where first_ends.is_first and not second_ends.is_first
),

final as (
    select
        match_id,
        kill_index,
        death_index,
        gap_ms,
        'certain' as pair_quality
    from alone
    union all
    select
        match_id,
        kill_index,
        death_index,
        gap_ms,
        case when is_certain then 'certain' else 'ambiguous' end as pair_quality
    from contested
)

select * from final
