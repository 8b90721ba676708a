with matches as (
    select * from {{ ref('player_match_stats') }}
    where not is_firefight
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
        gamertag,
        sum(time_played_seconds) / 60 as minutes_played
    from matches
    group by xuid, gamertag
),

counted as (
    select
        matches.xuid,
        earned.medal_id,
        cast(sum(earned.medal_count) as bigint) as medal_count,
        cast(count(*) as bigint) as matches
    from matches
    inner join earned
        on matches.match_id = earned.match_id and matches.xuid = earned.xuid
    group by matches.xuid, earned.medal_id
),

final as (
    select
        counted.xuid,
        played.gamertag,
        counted.medal_id,
        medals.name_en,
        medals.name_fr,
        medals.difficulty,
        counted.medal_count,
        counted.matches,
        played.minutes_played,
        10 * counted.medal_count / nullif(played.minutes_played, 0) as medals_per_10_minutes
    from counted
    inner join played on counted.xuid = played.xuid
    left join medals on counted.medal_id = medals.medal_id
)

select * from final
order by gamertag asc, medals_per_10_minutes desc, medal_id asc
