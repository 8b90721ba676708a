with pairs as (
    select * from {{ of_changed_matches(ref('stg_legacy_pairs')) }}
),

-- A row was written per kill, and again whenever the match was looked at again.
final as (
    select
        match_id,
        killer_xuid,
        victim_xuid,
        time_ms,
        max(killer_gamertag) as killer_gamertag,
        max(victim_gamertag) as victim_gamertag
    from pairs
    where killer_xuid is not null and victim_xuid is not null
    group by match_id, killer_xuid, victim_xuid, time_ms
)

select * from final
