with tracked as (
    select * from {{ ref('tracked_players') }}
),

medals as (
    select * from {{ ref('medals') }}
),

earned as (
    select * from {{ ref('player_medals') }}
),

final as (
    select
        tracked.xuid,
        medals.medal_id,
        medals.name_en,
        medals.name_fr,
        medals.description_en,
        medals.description_fr,
        medals.difficulty,
        coalesce(earned.medal_count, 0) as medal_count,
        coalesce(earned.matches, 0) as matches,
        coalesce(earned.most_in_a_match, 0) as most_in_a_match,
        earned.medals_per_match
    from tracked
    cross join medals
    left join earned
        on tracked.xuid = earned.xuid and medals.medal_id = earned.medal_id
)

select * from final
