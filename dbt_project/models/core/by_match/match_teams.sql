with teams as (
    select * from {{ ref('int_match_teams') }}
),

final as (
    select
        match_id,
        team_id,
        outcome,
        rank,
        score,
        personal_score,
        rounds_won,
        rounds_lost,
        rounds_tied,
        kills,
        deaths,
        assists,
        kda,
        suicides,
        betrayals,
        shots_fired,
        shots_hit,
        accuracy,
        damage_dealt,
        damage_taken,
        headshot_kills,
        melee_kills,
        grenade_kills,
        power_weapon_kills,
        source
    from teams
)

select * from final
