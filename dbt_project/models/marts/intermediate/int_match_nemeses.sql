with facts as (
    select * from {{ of_changed_matches(ref('int_player_match_facts')) }}
),

pairs as (
    select * from {{ of_changed_matches(ref('killer_victim_pairs')) }}
    where killer_xuid is not null and victim_xuid is not null
),

opponents as (
    select
        match_id,
        victim_xuid as xuid,
        killer_xuid as opponent_xuid,
        'nemesis' as part
    from pairs
    union all
    select
        match_id,
        killer_xuid as xuid,
        victim_xuid as opponent_xuid,
        'victim' as part
    from pairs
),

counted as (
    select
        match_id,
        xuid,
        part,
        opponent_xuid,
        count(*) as times
    from opponents
    group by match_id, xuid, part, opponent_xuid
),

ranked as (
    select
        *,
        row_number() over (
            partition by match_id, xuid, part order by times desc, opponent_xuid asc
        ) as choice
    from counted
),

final as (
    select
        facts.xuid,
        facts.match_id,
        nemesis.opponent_xuid as nemesis_xuid,
        nemesis.times as killed_by_nemesis,
        victim.opponent_xuid as favourite_victim_xuid,
        victim.times as killed_favourite_victim
    from facts
    left join ranked as nemesis
        on
            facts.match_id = nemesis.match_id and facts.xuid = nemesis.xuid
            and nemesis.part = 'nemesis' and nemesis.choice = 1
    left join ranked as victim
        on
            facts.match_id = victim.match_id and facts.xuid = victim.xuid
            and victim.part = 'victim' and victim.choice = 1
)

select * from final
