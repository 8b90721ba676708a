with tracked as (
    select * from {{ ref('tracked_players') }}
),

earned as (
    select * from {{ ref('medals_earned') }}
),

medals as (
    select * from {{ ref('medals') }}
),

registry as (
    select * from {{ ref('match_registry') }}
),

played as (
    select
        xuid,
        cast(count(*) as bigint) as matches_played
    from {{ ref('player_match_stats') }}
    where not is_firefight
    group by xuid
),

totals as (
    select
        earned.xuid,
        max(tracked.gamertag) as gamertag,
        earned.medal_id,
        medals.name_en,
        medals.name_fr,
        medals.difficulty,
        medals.type,
        {{ total('earned.medal_count') }} as medal_count,
        {{ total_or_zero('earned.medal_count', 'registry.is_firefight') }} as firefight_medals,
        cast(count(*) as bigint) as matches,
        max(earned.medal_count) as most_in_a_match
    from earned
    inner join tracked on earned.xuid = tracked.xuid
    inner join registry on earned.match_id = registry.match_id
    left join medals on earned.medal_id = medals.medal_id
    group by
        earned.xuid,
        earned.medal_id,
        medals.name_en,
        medals.name_fr,
        medals.difficulty,
        medals.type
),

final as (
    select
        totals.*,
        played.matches_played,
        (cast(totals.medal_count as double) - totals.firefight_medals) / played.matches_played
            as medals_per_match
    from totals
    left join played on totals.xuid = played.xuid
)

select * from final
