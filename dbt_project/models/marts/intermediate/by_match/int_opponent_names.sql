-- Apart from the other columns, because a new gamertag changes old matches.
with details as (
    select * from {{ of_changed_matches(ref('int_player_match_details')) }}
    where nemesis_xuid is not null or favourite_victim_xuid is not null
),

aliases as (
    select * from {{ ref('xuid_aliases') }}
    where is_current
),

final as (
    select
        details.xuid,
        details.match_id,
        nemeses.gamertag as nemesis_gamertag,
        victims.gamertag as favourite_victim_gamertag
    from details
    left join aliases as nemeses on details.nemesis_xuid = nemeses.xuid
    left join aliases as victims on details.favourite_victim_xuid = victims.xuid
)

select * from final
