with sharing as (
    select * from {{ ref('match_sharing') }}
),

teammates as (
    select * from {{ ref('teammates') }}
),

final as (
    select
        sharing.xuid,
        sharing.gamertag,
        sharing.other_xuid,
        sharing.other_gamertag,
        sharing.shared_matches,
        sharing.matches,
        sharing.share_of_matches,
        sharing.share_of_other_matches,
        coalesce(teammates.same_team_count, 0) as same_team_count,
        coalesce(teammates.wins_together, 0) as wins_together,
        cast(teammates.wins_together as double) / nullif(teammates.same_team_count, 0) as win_rate
    from sharing
    left join teammates
        on
            sharing.xuid = teammates.xuid
            and sharing.other_xuid = teammates.teammate_xuid
)

select * from final
