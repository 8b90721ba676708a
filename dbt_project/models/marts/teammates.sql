with tracked as (
    select * from {{ ref('tracked_players') }}
),

aliases as (
    select * from {{ ref('xuid_aliases') }}
    where is_current
),

met as (
    select * from {{ ref('int_player_encounters') }}
),

totals as (
    select
        xuid,
        met_xuid as teammate_xuid,
        cast(count(*) as bigint) as matches_together,
        cast(count_if(is_same_team) as bigint) as same_team_count,
        cast(count_if(is_opposite_team) as bigint) as opposite_team_count,
        cast(count_if(is_same_team and outcome = {{ outcome('win') }}) as bigint) as wins_together,
        cast(count_if(is_same_team and outcome = {{ outcome('loss') }}) as bigint)
            as losses_together,
        min(started_at) as first_played_at,
        max(started_at) as last_played_at,
        min(case when is_same_team then started_at end) as first_same_team_at,
        max(case when is_same_team then started_at end) as last_same_team_at
    from met
    group by xuid, met_xuid
),

final as (
    select
        totals.*,
        tracked.gamertag,
        aliases.gamertag as teammate_gamertag
    from totals
    inner join tracked on totals.xuid = tracked.xuid
    left join aliases on totals.teammate_xuid = aliases.xuid
)

select * from final
