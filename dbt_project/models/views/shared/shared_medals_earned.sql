with earned as (
    select * from {{ ref('medals_earned') }}
    where xuid is not null
),

registry as (
    select * from {{ ref('match_registry') }}
),

final as (
    select
        earned.match_id,
        earned.xuid,
        earned.medal_id as medal_name_id,
        try_cast(earned.medal_count as smallint) as count,
        registry.last_updated_at as created_at
    from earned
    inner join registry on earned.match_id = registry.match_id
)

select * from final
