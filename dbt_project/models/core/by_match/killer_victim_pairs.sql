with events as (
    select * from {{ of_changed_matches(ref('highlight_events')) }}
),

pairs as (
    select * from {{ ref('int_kill_death_pairs') }}
),

kills as (
    select * from events
    where event_type = 'kill'
),

deaths as (
    select * from events
    where event_type = 'death'
),

-- Pairs whose film is not available any more.
unfilmed as (
    select * from {{ ref('int_unfilmed_pairs') }}
),

-- A kill without a death is the kill of a bot; a death without a kill is no human's doing.
joined as (
    select
        coalesce(kills.match_id, deaths.match_id) as match_id,
        coalesce(kills.event_index, deaths.event_index) as first_index,
        kills.xuid as killer_xuid,
        kills.gamertag as killer_gamertag,
        deaths.xuid as victim_xuid,
        deaths.gamertag as victim_gamertag,
        coalesce(kills.time_ms, deaths.time_ms) as time_ms,
        pairs.gap_ms,
        coalesce(pairs.pair_quality, 'unpaired') as pair_quality,
        coalesce(kills.source, deaths.source) as source
    from kills
    left join pairs
        on kills.match_id = pairs.match_id and kills.event_index = pairs.kill_index
    full outer join deaths
        on pairs.match_id = deaths.match_id and pairs.death_index = deaths.event_index
    union all
    select
        match_id,
        cast(null as int) as first_index,
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
        killer_xuid,
        victim_xuid,
        killer_gamertag,
        victim_gamertag,
        time_ms,
        cast(gap_ms as int) as gap_ms,
        pair_quality,
        source
    from joined
)

select * from final
