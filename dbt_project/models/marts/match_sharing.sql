with player_matches as (
    select * from {{ ref('player_matches') }}
),

tracked as (
    select * from {{ ref('tracked_players') }}
),

totals as (
    select
        xuid,
        count(*) as match_count
    from player_matches
    group by xuid
),

shared as (
    select
        one.xuid as xuid,
        other.xuid as other_xuid,
        count(*) as shared_matches
    from player_matches as one
    inner join player_matches as other
        on one.match_id = other.match_id and one.xuid < other.xuid
    group by one.xuid, other.xuid
),

final as (
    select
        shared.xuid,
        tracked.gamertag,
        shared.other_xuid,
        other_tracked.gamertag as other_gamertag,
        shared.shared_matches,
        totals.match_count as matches,
        other_totals.match_count as other_matches,
        cast(shared.shared_matches as double) / totals.match_count as share_of_matches,
        cast(shared.shared_matches as double) / other_totals.match_count as share_of_other_matches
    from shared
    inner join totals on shared.xuid = totals.xuid
    inner join totals as other_totals on shared.other_xuid = other_totals.xuid
    left join tracked on shared.xuid = tracked.xuid
    left join tracked as other_tracked on shared.other_xuid = other_tracked.xuid
)

select * from final
