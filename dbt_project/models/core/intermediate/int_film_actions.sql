-- Kills and deaths in their order, with who was on the other side of them.
with events as (
    select * from {{ of_changed_matches(ref('highlight_events')) }}
    where event_type in ('kill', 'death') and xuid is not null and time_ms is not null
),

pairs as (
    select * from {{ of_changed_matches(ref('killer_victim_pairs')) }}
    where killer_xuid is not null and victim_xuid is not null
),

sides as (
    select * from {{ ref('int_film_sides') }}
),

sides_of_match as (
    select
        match_id,
        min(team_id) as first_team_id,
        max(team_id) as second_team_id,
        count(distinct team_id) as teams
    from sides
    group by match_id
),

-- One side of a pair is a kill and the other one a death.
paired as (
    select
        events.*,
        coalesce(victims.victim_xuid, killers.killer_xuid) as opponent_xuid,
        coalesce(victims.pair_quality, killers.pair_quality) as pair_quality
    from events
    left join pairs as victims
        on
            events.event_type = 'kill'
            and events.match_id = victims.match_id
            and events.event_index = victims.kill_index
    left join pairs as killers
        on
            events.event_type = 'death'
            and events.match_id = killers.match_id
            and events.event_index = killers.death_index
),

final as (
    select
        paired.match_id,
        paired.event_index,
        paired.event_type,
        paired.time_ms,
        paired.xuid,
        sides.team_id,
        paired.opponent_xuid,
        opponents.team_id as opponent_team_id,
        paired.pair_quality,
        case when sides_of_match.teams = 2 then sides_of_match.first_team_id end as first_team_id,
        case when sides_of_match.teams = 2 then sides_of_match.second_team_id end as second_team_id,
        row_number() over (
            partition by paired.match_id
            order by paired.time_ms, paired.event_index
        ) as place
    from paired
    left join sides
        on paired.match_id = sides.match_id and paired.xuid = sides.xuid
    left join sides as opponents
        on paired.match_id = opponents.match_id and paired.opponent_xuid = opponents.xuid
    left join sides_of_match on paired.match_id = sides_of_match.match_id
)

select * from final
