with tracked as (
    select * from {{ ref('tracked_players') }}
),

participants as (
    select * from {{ of_changed_matches(ref('match_participants')) }}
    where xuid is not null
),

registry as (
    select * from {{ of_changed_matches(ref('match_registry')) }}
),

-- Without teams, ids are slots that two players may share, so no player is on another's side.
final as (
    select
        mine.xuid,
        mine.match_id,
        other.xuid as met_xuid,
        registry.started_at,
        registry.is_firefight,
        mine.outcome,
        coalesce(registry.is_team_match and mine.team_id = other.team_id, false) as is_same_team,
        coalesce(registry.is_team_match and mine.team_id <> other.team_id, false)
            as is_opposite_team,
        coalesce(not registry.is_team_match or mine.team_id <> other.team_id, false) as is_opponent
    from participants as mine
    inner join tracked on mine.xuid = tracked.xuid
    inner join registry on mine.match_id = registry.match_id
    inner join participants as other
        on mine.match_id = other.match_id and mine.xuid <> other.xuid
)

select * from final
