with events as (
    select * from {{ ref('int_kills_and_deaths') }}
),

contested as (
    select * from {{ ref('int_contested_pairs') }}
),

-- Two events that no other event reaches belong together.
pairs as (
    select
        match_id,
        event_type = 'kill' as is_kill_first,
        event_index as first_index,
        next_event_index as second_index,
        time_ms as first_time_ms,
        next_time_ms as second_time_ms,
        xuid as first_xuid,
        next_xuid as second_xuid,
        gamertag as first_gamertag,
        next_gamertag as second_gamertag,
        source,
        'certain' as pair_quality
    from events
    where is_first_of_pair
    union all
    select
        match_id,
        is_kill_first,
        first_index,
        second_index,
        first_time_ms,
        second_time_ms,
        first_xuid,
        second_xuid,
        first_gamertag,
        second_gamertag,
        source,
        pair_quality
    from contested
),

final as (
    select
        match_id,
        case when is_kill_first then first_index else second_index end as kill_index,
        case when is_kill_first then second_index else first_index end as death_index,
        second_time_ms - first_time_ms as gap_ms,
        pair_quality,
        case when is_kill_first then first_time_ms else second_time_ms end as time_ms,
        case when is_kill_first then first_xuid else second_xuid end as killer_xuid,
        case when is_kill_first then first_gamertag else second_gamertag end as killer_gamertag,
        case when is_kill_first then second_xuid else first_xuid end as victim_xuid,
        case when is_kill_first then second_gamertag else first_gamertag end as victim_gamertag,
        source
    from pairs
)

select * from final
