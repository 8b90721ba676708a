with player_matches as (
    select * from {{ ref('player_matches') }}
),

pairs as (
    select * from {{ ref('shared_killer_victim_pairs') }}
),

final as (
    select
        player_matches.xuid as owner_xuid,
        pairs.match_id,
        pairs.killer_xuid,
        pairs.killer_gamertag,
        pairs.victim_xuid,
        pairs.victim_gamertag,
        pairs.kill_count,
        pairs.time_ms,
        pairs.is_validated,
        pairs.created_at
    from player_matches
    inner join pairs on player_matches.match_id = pairs.match_id
)

select * from final
