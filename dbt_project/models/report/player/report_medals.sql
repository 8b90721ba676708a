with tracked as (
    select * from {{ ref('tracked_players') }}
),

medals as (
    select * from {{ ref('medals') }}
),

earned as (
    select * from {{ ref('player_medals') }}
),

-- A new medal can be earned before the list of the API names it.
known as (
    select
        tracked.xuid,
        medals.medal_id
    from tracked
    cross join medals
    union
    select
        xuid,
        medal_id
    from earned
),

final as (
    select
        known.xuid,
        known.medal_id,
        medals.name_en,
        medals.name_fr,
        medals.description_en,
        medals.description_fr,
        medals.difficulty,
        coalesce(earned.medal_count, 0) as medal_count,
        coalesce(earned.matches, 0) as matches,
        coalesce(earned.most_in_a_match, 0) as most_in_a_match,
        earned.medals_per_match
    from known
    left join medals on known.medal_id = medals.medal_id
    left join earned on known.xuid = earned.xuid and known.medal_id = earned.medal_id
)

select * from final
