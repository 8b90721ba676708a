{%- set counts = ['kills', 'deaths', 'assists', 'shots_fired', 'shots_hit', 'damage_dealt'] -%}

with players as (
    select * from {{ of_changed_matches(ref('stg_match_players')) }}
),

participants as (
    select * from {{ of_changed_matches(ref('match_participants')) }}
    where source = 'api'
),

registry as (
    select * from {{ of_changed_matches(ref('match_registry')) }}
),

teams as (
    select * from {{ of_changed_matches(ref('match_teams')) }}
),

payloads as (
    select * from {{ of_changed_matches(ref('stg_payload_totals')) }}
),

spelled as (
    select
        match_id,
        lower(player_id) as player_id
    from players
    group by match_id, lower(player_id)
    having count(*) > 1
),

listed as (
    select
        match_id,
        cast(sum(listings) as bigint) as listings
    from players
    group by match_id
),

found as (
    select
        'player: listed more than once' as oddity,
        match_id,
        player_id as subject,
        listings as row_count
    from players
    where listings > 1
    union all
    select
        'player: left before joining' as oddity,
        match_id,
        player_id as subject,
        1 as row_count
    from players
    where last_left_at < first_joined_at
    union all
    select
        'player: counts below zero' as oddity,
        match_id,
        player_id as subject,
        1 as row_count
    from participants
    where least({{ counts | join(', ') }}) < 0
    union all
    select
        'player: id differs only in case from another' as oddity,
        players.match_id,
        players.player_id as subject,
        1 as row_count
    from players
    inner join spelled
        on players.match_id = spelled.match_id and lower(players.player_id) = spelled.player_id
    union all
    select
        'player: of a team that is not listed' as oddity,
        participants.match_id,
        participants.player_id as subject,
        1 as row_count
    from participants
    inner join registry on participants.match_id = registry.match_id
    left join teams
        on participants.match_id = teams.match_id and participants.team_id = teams.team_id
    where registry.is_team_match and participants.team_count > 0 and teams.team_id is null
    union all
    select
        'player: without an id' as oddity,
        payloads.match_id,
        '' as subject,
        payloads.players - coalesce(listed.listings, 0) as row_count
    from payloads
    left join listed on payloads.match_id = listed.match_id
    where payloads.players > coalesce(listed.listings, 0)
),

final as (
    select
        oddity,
        match_id,
        subject,
        cast(row_count as bigint) as row_count
    from found
)

select * from final
