-- The method is explained in macros/pairing.sql.
with ends as (
    select * from {{ of_changed_matches(ref('int_burst_ends')) }}
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

final as (
    select
        first_ends.match_id,
        first_ends.event_type = 'kill' as is_kill_first,
        first_ends.event_index as first_index,
        second_ends.event_index as second_index,
        first_ends.time_ms as first_time_ms,
        second_ends.time_ms as second_time_ms,
        first_ends.xuid as first_xuid,
        second_ends.xuid as second_xuid,
        first_ends.gamertag as first_gamertag,
        second_ends.gamertag as second_gamertag,
        first_ends.source,
        case
            when first_ends.candidates = 1 and second_ends.candidates = 1 then 'certain'
            else 'ambiguous'
        end as pair_quality
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
)

select * from final
