with pairs as (
    select * from {{ ref('killer_victim_pairs') }}
),

-- As in core.match_timeline: a player of several teams is on no side.
sides as (
    select
        match_id,
        xuid,
        team_id,
        min(team_id) over (partition by match_id) as first_team_id
    from {{ ref('match_participants') }}
    where xuid is not null and team_count = 1
),

final as (
    select
        pairs.match_id,
        pairs.pair_index as place,
        pairs.time_ms,
        case when pairs.kill_index is null then 'death' else 'kill' end as event,
        coalesce(pairs.killer_xuid, pairs.victim_xuid) as xuid,
        coalesce(pairs.killer_gamertag, pairs.victim_gamertag) as gamertag,
        case when pairs.killer_xuid is not null then pairs.victim_xuid end as victim_xuid,
        case when pairs.killer_xuid is not null then pairs.victim_gamertag end as victim_gamertag,
        pairs.pair_quality,
        sum(
            case
                when pairs.kill_index is null or sides.team_id is null then 0
                when sides.team_id = sides.first_team_id then 1
                else -1
            end
        ) over (
            partition by pairs.match_id
            order by pairs.time_ms, pairs.pair_index
            rows between unbounded preceding and current row
        ) as lead_of_first_team
    from pairs
    left join sides on pairs.match_id = sides.match_id and pairs.killer_xuid = sides.xuid
)

select * from final
