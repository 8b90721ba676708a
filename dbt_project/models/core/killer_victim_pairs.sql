with events as (
    select * from {{ ref('highlight_events') }}
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
        coalesce(pairs.pair_quality, 'unpaired') as pair_quality
    from kills
    left join pairs
        on kills.match_id = pairs.match_id and kills.event_index = pairs.kill_index
    full outer join deaths
        on pairs.match_id = deaths.match_id and pairs.death_index = deaths.event_index
),

final as (
    select
        match_id,
        cast(
            row_number() over (partition by match_id order by time_ms, first_index) - 1 as int
        ) as pair_index,
        killer_xuid,
        victim_xuid,
        killer_gamertag,
        victim_gamertag,
        time_ms,
        cast(gap_ms as int) as gap_ms,
        pair_quality
    from joined
)

select * from final
