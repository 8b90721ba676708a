-- Kills and deaths in their order, with who was on the other side of them.
with pairs as (
    select * from {{ of_changed_matches(ref('killer_victim_pairs')) }}
    where time_ms is not null
),

sides as (
    select * from {{ ref('int_film_sides') }}
),

teams as (
    select
        match_id,
        min(team_id) as first_team_id,
        max(team_id) as second_team_id
    from sides
    group by match_id
    having count(distinct team_id) = 2
),

with_sides as (
    select
        pairs.*,
        killers.team_id as killer_team_id,
        victims.team_id as victim_team_id,
        teams.first_team_id,
        teams.second_team_id
    from pairs
    left join sides as killers
        on pairs.match_id = killers.match_id and pairs.killer_xuid = killers.xuid
    left join sides as victims
        on pairs.match_id = victims.match_id and pairs.victim_xuid = victims.xuid
    left join teams on pairs.match_id = teams.match_id
),

-- A death is noted as late as its kill, or a millisecond later.
actions as (
    select
        match_id,
        kill_index as event_index,
        'kill' as event_type,
        cast(time_ms as bigint) as time_ms,
        killer_xuid as xuid,
        killer_team_id as team_id,
        victim_xuid as opponent_xuid,
        victim_team_id as opponent_team_id,
        pair_quality,
        first_team_id,
        second_team_id
    from with_sides
    where kill_index is not null and killer_xuid is not null
    union all
    select
        match_id,
        death_index as event_index,
        'death' as event_type,
        cast(time_ms as bigint) + coalesce(gap_ms, 0) as time_ms,
        victim_xuid as xuid,
        victim_team_id as team_id,
        killer_xuid as opponent_xuid,
        killer_team_id as opponent_team_id,
        pair_quality,
        first_team_id,
        second_team_id
    from with_sides
    where death_index is not null and victim_xuid is not null
),

final as (
    select
        match_id,
        event_index,
        event_type,
        time_ms,
        xuid,
        team_id,
        opponent_xuid,
        opponent_team_id,
        case when opponent_xuid is not null then pair_quality end as pair_quality,
        first_team_id,
        second_team_id,
        row_number() over (partition by match_id order by time_ms, event_index) as place
    from actions
)

select * from final
