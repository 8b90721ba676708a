with history as (
    select * from {{ of_changed_matches(ref('stg_player_matches')) }}
),

players as (
    select * from {{ of_changed_matches(ref('stg_match_players')) }}
),

legacy_owners as (
    select * from {{ of_changed_matches(ref('int_legacy_owners')) }}
),

legacy_participants as (
    select * from {{ of_changed_matches(ref('int_legacy_participants')) }}
),

final as (
    select
        match_id,
        xuid
    from history
    union
    select
        match_id,
        xuid
    from players
    where xuid is not null
    union
    select
        match_id,
        xuid
    from legacy_owners
    union
    select
        match_id,
        xuid
    from legacy_participants
)

select * from final
