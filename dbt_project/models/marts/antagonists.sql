with tracked as (
    select * from {{ ref('tracked_players') }}
),

participants as (
    select * from {{ ref('match_participants') }}
),

registry as (
    select * from {{ ref('match_registry') }}
),

pairs as (
    select * from {{ ref('killer_victim_pairs') }}
    where killer_xuid is not null and victim_xuid is not null
),

faced as (
    select
        mine.xuid,
        other.xuid as opponent_xuid,
        cast(count(*) as bigint) as matches_against,
        max(registry.started_at) as last_encounter_at
    from participants as mine
    inner join tracked on mine.xuid = tracked.xuid
    inner join registry on mine.match_id = registry.match_id
    inner join participants as other
        on
            mine.match_id = other.match_id
            and mine.xuid <> other.xuid
            and (not registry.is_team_match or mine.team_id <> other.team_id)
    where not registry.is_firefight
    group by mine.xuid, other.xuid
),

killed as (
    select
        killer_xuid,
        victim_xuid,
        cast(count(*) as bigint) as kills
    from pairs
    group by killer_xuid, victim_xuid
),

final as (
    select
        faced.xuid,
        faced.opponent_xuid,
        coalesce(mine.kills, 0) as times_killed,
        coalesce(theirs.kills, 0) as times_killed_by,
        coalesce(mine.kills, 0) - coalesce(theirs.kills, 0) as net_kills,
        faced.matches_against,
        faced.last_encounter_at
    from faced
    left join killed as mine
        on faced.xuid = mine.killer_xuid and faced.opponent_xuid = mine.victim_xuid
    left join killed as theirs
        on faced.xuid = theirs.victim_xuid and faced.opponent_xuid = theirs.killer_xuid
)

select * from final
