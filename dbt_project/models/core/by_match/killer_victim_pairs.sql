with pairs as (
    select * from {{ ref('int_kill_death_pairs') }}
),

unpaired as (
    select * from {{ ref('int_unpaired_kills_and_deaths') }}
),

-- Pairs whose film is not available any more.
unfilmed as (
    select * from {{ ref('int_unfilmed_pairs') }}
),

-- A kill without a death is the kill of a bot; a death without a kill is no human's doing.
found as (
    select
        match_id,
        kill_index as first_index,
        kill_index,
        death_index,
        killer_xuid,
        killer_gamertag,
        victim_xuid,
        victim_gamertag,
        time_ms,
        gap_ms,
        pair_quality,
        source
    from pairs
    union all
    select
        match_id,
        event_index as first_index,
        case when event_type = 'kill' then event_index end as kill_index,
        case when event_type = 'death' then event_index end as death_index,
        case when event_type = 'kill' then xuid end as killer_xuid,
        case when event_type = 'kill' then gamertag end as killer_gamertag,
        case when event_type = 'death' then xuid end as victim_xuid,
        case when event_type = 'death' then gamertag end as victim_gamertag,
        time_ms,
        cast(null as int) as gap_ms,
        'unpaired' as pair_quality,
        source
    from unpaired
    union all
    select
        match_id,
        cast(null as int) as first_index,
        cast(null as int) as kill_index,
        cast(null as int) as death_index,
        killer_xuid,
        killer_gamertag,
        victim_xuid,
        victim_gamertag,
        time_ms,
        cast(null as int) as gap_ms,
        'ambiguous' as pair_quality,
        source
    from unfilmed
),

final as (
    select
        match_id,
        cast(
            row_number() over (
                partition by match_id order by time_ms, first_index, killer_xuid, victim_xuid
            ) - 1 as int
        ) as pair_index,
        kill_index,
        death_index,
        killer_xuid,
        victim_xuid,
        killer_gamertag,
        victim_gamertag,
        time_ms,
        cast(gap_ms as int) as gap_ms,
        pair_quality,
        source
    from found
)

select * from final
