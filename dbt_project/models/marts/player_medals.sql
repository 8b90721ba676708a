with tracked as (
    select * from {{ ref('tracked_players') }}
),

earned as (
    select * from {{ ref('medals_earned') }}
),

medals as (
    select * from {{ ref('medals') }}
),

played as (
    select
        xuid,
        cast(count(*) as bigint) as matches_played
    from {{ ref('player_match_stats') }}
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
        cast(count(*) as bigint) as matches,
        max(earned.medal_count) as most_in_a_match
    from earned
    inner join tracked on earned.xuid = tracked.xuid
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
        cast(totals.medal_count as double) / played.matches_played as medals_per_match
    from totals
    left join played on totals.xuid = played.xuid
)

select * from final
