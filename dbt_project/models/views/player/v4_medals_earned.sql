with tracked as (
    select * from {{ ref('tracked_players') }}
),

earned as (
    select * from {{ ref('medals_earned') }}
),

final as (
    select
        earned.xuid as owner_xuid,
        earned.match_id,
        earned.medal_id as medal_name_id,
        try_cast(earned.medal_count as smallint) as count
    from earned
    inner join tracked on earned.xuid = tracked.xuid
)

select * from final
