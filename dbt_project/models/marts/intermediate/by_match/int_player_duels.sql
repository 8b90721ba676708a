with tracked as (
    select * from {{ ref('tracked_players') }}
),

pairs as (
    select * from {{ of_changed_matches(ref('killer_victim_pairs')) }}
    where killer_xuid is not null and victim_xuid is not null and killer_xuid <> victim_xuid
),

registry as (
    select * from {{ of_changed_matches(ref('match_registry')) }}
    where not is_firefight
),

actions as (
    select
        pairs.match_id,
        pairs.killer_xuid as xuid,
        pairs.victim_xuid as opponent_xuid,
        pairs.pair_index,
        pairs.pair_quality,
        1 as is_kill
    from pairs
    inner join tracked on pairs.killer_xuid = tracked.xuid
    inner join registry on pairs.match_id = registry.match_id
    union all
    select
        pairs.match_id,
        pairs.victim_xuid as xuid,
        pairs.killer_xuid as opponent_xuid,
        pairs.pair_index,
        pairs.pair_quality,
        0 as is_kill
    from pairs
    inner join tracked on pairs.victim_xuid = tracked.xuid
    inner join registry on pairs.match_id = registry.match_id
),

-- A run goes on while the same one of the two kills.
numbered as (
    select
        *,
        row_number() over (
            partition by match_id, xuid, opponent_xuid order by pair_index
        ) as place,
        row_number() over (
            partition by match_id, xuid, opponent_xuid, is_kill order by pair_index
        ) as place_among_equals
    from actions
),

runs as (
    select
        match_id,
        xuid,
        opponent_xuid,
        is_kill,
        count(*) as length,
        count_if(pair_quality = 'certain') as certain
    from numbered
    group by match_id, xuid, opponent_xuid, is_kill, place - place_among_equals
),

final as (
    select
        xuid,
        match_id,
        opponent_xuid,
        cast(coalesce(sum(case when is_kill = 1 then length end), 0) as bigint) as kills,
        cast(coalesce(sum(case when is_kill = 0 then length end), 0) as bigint) as deaths,
        cast(coalesce(max(case when is_kill = 1 then length end), 0) as int) as longest_kill_streak,
        cast(coalesce(max(case when is_kill = 0 then length end), 0) as int)
            as longest_death_streak,
        cast(sum(certain) as bigint) as certain_pairs
    from runs
    group by xuid, match_id, opponent_xuid
)

select * from final
