with tracked as (
    select * from {{ ref('tracked_players') }}
),

history as (
    select * from {{ ref('stg_player_matches') }}
),

players as (
    select * from {{ ref('stg_match_players') }}
),

seen as (
    select
        match_id,
        xuid
    from history
    union
    select
        match_id,
        xuid
    from players
    union
    select
        match_id,
        xuid
    from {{ ref('int_legacy_owners') }}
    union
    select
        match_id,
        xuid
    from {{ ref('int_legacy_participants') }}
),

final as (
    select
        seen.match_id,
        seen.xuid
    from seen
    inner join tracked on seen.xuid = tracked.xuid
    inner join {{ ref('int_match_info') }} as matches on seen.match_id = matches.match_id
)

select * from final
