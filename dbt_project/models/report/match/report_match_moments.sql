with moments as (
    select * from {{ ref('match_moments') }}
),

aliases as (
    select * from {{ ref('xuid_aliases') }}
    where is_current
),

final as (
    select
        moments.match_id,
        moments.moment_index,
        moments.moment,
        moments.time_ms,
        moments.xuid,
        aliases.gamertag,
        moments.opponent_xuid,
        opponents.gamertag as opponent_gamertag,
        moments.team_id,
        moments.value,
        moments.pair_quality
    from moments
    left join aliases on moments.xuid = aliases.xuid
    left join aliases as opponents on moments.opponent_xuid = opponents.xuid
)

select * from final
