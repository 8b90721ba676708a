with events as (
    select * from {{ ref('int_kills_and_deaths') }}
    where burst_events > 2
),

-- Moments without a gap have one difference to their place among the moments of the match.
in_bursts as (
    select
        *,
        moment - dense_rank() over (partition by match_id order by moment) as burst
    from events
),

final as (
    select
        match_id,
        event_index,
        event_type,
        time_ms,
        xuid,
        gamertag,
        source,
        side,
        moment,
        burst,
        count_if(event_type = 'kill') over (partition by match_id, burst) as burst_kills,
        count_if(event_type = 'death') over (partition by match_id, burst) as burst_deaths,
        min(event_type) over (partition by match_id, burst, side)
        <> max(event_type) over (partition by match_id, burst, side) as is_on_both_ends
    from in_bursts
)

select * from final
