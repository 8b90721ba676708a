{%- set limit_ms = milliseconds('trade_seconds') -%}

with deaths as (
    select * from {{ of_changed_matches(ref('highlight_events')) }}
    where event_type = 'death' and xuid is not null
),

pairs as (
    select * from {{ of_changed_matches(ref('killer_victim_pairs')) }}
    where killer_xuid is not null and victim_xuid is not null
),

sides as (
    select * from {{ ref('int_film_sides') }}
),

films as (
    select * from {{ of_changed_matches(ref('match_films')) }}
),

-- Each death with its killer, where it is known who that was and that both were on a team.
fallen as (
    select
        deaths.match_id,
        deaths.event_index as death_index,
        cast(deaths.time_ms as bigint) as time_ms,
        deaths.xuid as victim_xuid,
        victims.team_id as victim_team_id,
        pairs.killer_xuid,
        killers.team_id as killer_team_id,
        pairs.pair_quality,
        coalesce(victims.team_id <> killers.team_id, false) as can_be_avenged
    from deaths
    left join pairs
        on deaths.match_id = pairs.match_id and deaths.event_index = pairs.death_index
    left join sides as victims
        on deaths.match_id = victims.match_id and deaths.xuid = victims.xuid
    left join sides as killers
        on deaths.match_id = killers.match_id and pairs.killer_xuid = killers.xuid
),

-- The killer's deaths by the hands of the victim's team, the first one first.
answers as (
    select
        fallen.match_id,
        fallen.death_index,
        pairs.killer_xuid as avenger_xuid,
        pairs.kill_index as avenging_kill_index,
        pairs.pair_quality,
        pairs.time_ms - fallen.time_ms as answered_ms,
        row_number() over (
            partition by fallen.match_id, fallen.death_index
            order by pairs.time_ms, pairs.kill_index
        ) as choice
    from fallen
    inner join pairs
        on fallen.match_id = pairs.match_id and fallen.killer_xuid = pairs.victim_xuid
    inner join sides
        on pairs.match_id = sides.match_id and pairs.killer_xuid = sides.xuid
    where
        fallen.can_be_avenged
        and sides.team_id = fallen.victim_team_id
        and pairs.killer_xuid <> fallen.victim_xuid
        and pairs.time_ms >= fallen.time_ms
        and pairs.time_ms - fallen.time_ms <= {{ limit_ms }}
),

final as (
    select
        fallen.match_id,
        fallen.death_index,
        cast(fallen.time_ms as int) as time_ms,
        try_cast(fallen.time_ms + films.clock_offset_ms as int) as match_time_ms,
        fallen.victim_xuid,
        fallen.victim_team_id,
        fallen.killer_xuid,
        answers.avenger_xuid,
        answers.avenging_kill_index,
        cast(answers.answered_ms as double) / 1000 as seconds_to_trade,
        case when fallen.can_be_avenged then answers.match_id is not null end as is_avenged,
        case
            when fallen.killer_xuid is null then 'unpaired'
            when 'ambiguous' in (fallen.pair_quality, answers.pair_quality) then 'ambiguous'
            else fallen.pair_quality
        end as pair_quality,
        films.film_coverage
    from fallen
    left join answers
        on
            fallen.match_id = answers.match_id
            and fallen.death_index = answers.death_index
            and answers.choice = 1
    left join films on fallen.match_id = films.match_id
)

select * from final
