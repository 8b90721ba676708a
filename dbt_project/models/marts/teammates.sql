with tracked as (
    select * from {{ ref('tracked_players') }}
),

participants as (
    select * from {{ ref('match_participants') }}
),

registry as (
    select * from {{ ref('match_registry') }}
),

-- Without teams, ids are slots that two players may share, so no player is on another's side.
met as (
    select
        mine.xuid,
        other.xuid as teammate_xuid,
        registry.started_at,
        mine.outcome,
        coalesce(registry.is_team_match and mine.team_id = other.team_id, false) as is_same_team,
        coalesce(registry.is_team_match and mine.team_id <> other.team_id, false)
            as is_opposite_team
    from participants as mine
    inner join tracked on mine.xuid = tracked.xuid
    inner join registry on mine.match_id = registry.match_id
    inner join participants as other
        on mine.match_id = other.match_id and mine.xuid <> other.xuid
),

final as (
    select
        xuid,
        teammate_xuid,
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
    group by xuid, teammate_xuid
)

select * from final
