with players as (
    select * from {{ of_changed_matches(ref('stg_match_players')) }}
),

teams as (
    select * from {{ of_changed_matches(ref('stg_match_teams')) }}
),

stints as (
    select * from {{ of_changed_matches(ref('stg_player_team_stats')) }}
),

registry as (
    select * from {{ of_changed_matches(ref('match_registry')) }}
),

payloads as (
    select * from {{ of_changed_matches(ref('stg_payload_totals')) }}
),

listed as (
    select
        match_id,
        cast(sum(listings) as bigint) as listings
    from teams
    group by match_id
),

manned as (
    select
        match_id,
        team_id
    from players
    union
    select
        match_id,
        team_id
    from stints
),

-- In firefight one of the teams is the AI.
found as (
    select
        'team: listed more than once' as oddity,
        match_id,
        team_id,
        listings as row_count
    from teams
    where listings > 1
    union all
    select
        'team: without players' as oddity,
        teams.match_id,
        teams.team_id,
        1 as row_count
    from teams
    inner join registry on teams.match_id = registry.match_id
    left join manned on teams.match_id = manned.match_id and teams.team_id = manned.team_id
    where manned.team_id is null and not registry.is_firefight
    union all
    select
        'team: without an id' as oddity,
        payloads.match_id,
        null as team_id,
        payloads.teams - coalesce(listed.listings, 0) as row_count
    from payloads
    left join listed on payloads.match_id = listed.match_id
    where payloads.teams > coalesce(listed.listings, 0)
),

final as (
    select
        oddity,
        match_id,
        coalesce(cast(team_id as {{ dbt.type_string() }}), '') as subject,
        cast(row_count as bigint) as row_count
    from found
)

select * from final
