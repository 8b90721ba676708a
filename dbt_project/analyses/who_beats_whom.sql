with antagonists as (
    select * from {{ ref('antagonists') }}
),

tracked as (
    select * from {{ ref('tracked_players') }}
),

aliases as (
    select * from {{ ref('xuid_aliases') }}
    where is_current
),

-- Met often enough, and at least one kill is known: without a film there are none.
often as (
    select * from antagonists
    where matches_against >= 3 and times_killed + times_killed_by > 0
),

final as (
    select
        often.xuid,
        tracked.gamertag,
        often.opponent_xuid,
        coalesce(aliases.gamertag, often.opponent_xuid) as opponent_gamertag,
        often.matches_against,
        often.times_killed,
        often.times_killed_by,
        often.net_kills,
        cast(often.times_killed as double) / (often.times_killed + often.times_killed_by)
            as share_of_duels_won,
        often.last_encounter_at
    from often
    inner join tracked on often.xuid = tracked.xuid
    left join aliases on often.opponent_xuid = aliases.xuid
)

select * from final
order by gamertag asc, net_kills desc, matches_against desc, opponent_xuid asc
