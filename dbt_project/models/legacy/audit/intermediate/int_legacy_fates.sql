with staged as (
    select * from {{ ref('int_legacy_distinct_rows') }}
),

registry as (
    select match_id from {{ ref('match_registry') }}
),

match_stats as (
    select distinct match_id from {{ ref('stg_match_stats') }}
),

match_skill as (
    select distinct match_id from {{ ref('stg_match_skill') }}
),

held as (
    select * from {{ ref('int_legacy_held_rows') }}
),

fates as (
    select
        staged.table_name,
        staged.owner_xuid,
        staged.copies,
        case
            when registry.match_id is null then 'orphaned'
            when match_stats.match_id is not null then 'superseded_by_api'
            when match_skill.match_id is not null then 'superseded_by_api'
            when held.match_id is not null then 'kept'
            when staged.xuid is null and staged.table_name <> 'match_registry' then 'unusable'
            else 'missing'
        end as fate
    from staged
    left join registry on staged.match_id = registry.match_id
    left join match_stats
        on
            staged.match_id = match_stats.match_id
            and staged.table_name in (
                'match_stats', 'match_participants', 'medals_earned', 'personal_score_awards'
            )
    left join match_skill
        on staged.match_id = match_skill.match_id and staged.table_name = 'player_match_stats'
    left join held
        on
            staged.table_name = held.table_name
            and staged.match_id = held.match_id
            and coalesce(staged.xuid, '') = held.xuid
            and coalesce(staged.medal_id, 0) = held.medal_id
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
