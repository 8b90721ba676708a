with player_matches as (
    select * from {{ ref('player_matches') }}
),

match_sharing as (
    select * from {{ ref('match_sharing') }}
),

tracked as (
    select * from {{ ref('tracked_players') }}
),

players_by_match as (
    select
        match_id,
        count(*) as players
    from player_matches
    group by match_id
),

overall as (
    select
        cast(null as string) as gamertag,
        cast(null as string) as other_gamertag,
        cast(sum(players) as bigint) as player_rows,
        cast(count(*) as bigint) as unique_matches,
        cast(count_if(players > 1) as bigint) as shared_matches
    from players_by_match
),

pairs as (
    select
        tracked.gamertag,
        others.gamertag as other_gamertag,
        sharing.matches + sharing.other_matches as player_rows,
        sharing.matches + sharing.other_matches - sharing.shared_matches as unique_matches,
        sharing.shared_matches
    from match_sharing as sharing
    inner join tracked on sharing.xuid = tracked.xuid
    inner join tracked as others on sharing.other_xuid = others.xuid
),

combined as (
    select * from overall
    union all
    select * from pairs
),

final as (
    select
        case when gamertag is null then 'all' else 'pair' end as scope,
        gamertag,
        other_gamertag,
        player_rows,
        unique_matches,
        player_rows - unique_matches as duplicate_rows,
        cast(player_rows - unique_matches as double) / player_rows as share_of_duplicate_rows,
        shared_matches,
        cast(shared_matches as double) / unique_matches as share_of_shared_matches
    from combined
    where player_rows > 0
)

select * from final
order by scope asc, share_of_shared_matches desc, gamertag asc, other_gamertag asc
