with pairs as (
    select
        match_id,
        killer_xuid,
        victim_xuid,
        time_ms,
        owner_xuid,
        count(*) as copies
    from {{ ref('stg_legacy_pairs') }}
    group by match_id, killer_xuid, victim_xuid, time_ms, owner_xuid
),

skill as (
    select distinct
        match_id,
        owner_xuid,
        raw_key
    from {{ ref('stg_legacy_match_skill') }}
),

filmed as (
    select distinct
        events.match_id,
        events.source
    from pairs
    inner join {{ ref('highlight_events') }} as events on pairs.match_id = events.match_id
),

held_pairs as (
    select distinct
        held.match_id,
        held.killer_xuid,
        held.victim_xuid,
        held.time_ms
    from pairs
    inner join {{ ref('killer_victim_pairs') }} as held on pairs.match_id = held.match_id
),

-- A film at hand is paired again, by better rules than the old application's.
fates as (
    select
        'killer_victim_pairs' as table_name,
        pairs.owner_xuid,
        pairs.copies,
        case
            when registry.match_id is null then 'orphaned'
            when filmed.source = 'api' then 'superseded_by_api'
            when filmed.source = 'legacy' then 'rederived'
            when held_pairs.match_id is not null then 'kept'
            when pairs.killer_xuid is null or pairs.victim_xuid is null then 'unusable'
            else 'missing'
        end as fate
    from pairs
    left join {{ ref('match_registry') }} as registry on pairs.match_id = registry.match_id
    left join filmed on pairs.match_id = filmed.match_id
    left join held_pairs
        on
            pairs.match_id = held_pairs.match_id
            and pairs.killer_xuid = held_pairs.killer_xuid
            and pairs.victim_xuid = held_pairs.victim_xuid
            and pairs.time_ms is not distinct from held_pairs.time_ms
    union all
    select
        'player_match_stats' as table_name,
        skill.owner_xuid,
        1 as copies,
        case
            when registry.match_id is null then 'orphaned'
            when answered.match_id is not null then 'superseded_by_api'
            else 'kept'
        end as fate
    from skill
    left join {{ ref('match_registry') }} as registry on skill.match_id = registry.match_id
    left join {{ ref('stg_match_skill') }} as answered on skill.match_id = answered.match_id
),

final as (
    select
        table_name,
        owner_xuid,
        fate,
        cast(sum(copies) as bigint) as staged_rows,
        cast(count(*) as bigint) as distinct_rows
    from fates
    group by table_name, owner_xuid, fate
)

select * from final
