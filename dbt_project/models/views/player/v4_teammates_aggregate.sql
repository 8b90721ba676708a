with teammates as (
    select * from {{ ref('teammates') }}
    where same_team_count > 0
),

aliases as (
    select * from {{ ref('xuid_aliases') }}
    where is_current
),

final as (
    select
        teammates.xuid as owner_xuid,
        teammates.teammate_xuid,
        aliases.gamertag as teammate_gamertag,
        try_cast(teammates.same_team_count as int) as matches_together,
        try_cast(teammates.same_team_count as int) as same_team_count,
        try_cast(teammates.opposite_team_count as int) as opposite_team_count,
        try_cast(teammates.wins_together as int) as wins_together,
        try_cast(teammates.losses_together as int) as losses_together,
        teammates.first_same_team_at as first_played,
        teammates.last_same_team_at as last_played,
        teammates.last_same_team_at as computed_at
    from teammates
    left join aliases on teammates.teammate_xuid = aliases.xuid
)

select * from final
