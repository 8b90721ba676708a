with teams as (
    select * from {{ of_changed_matches(ref('stg_match_teams')) }}
),

answered as (
    select match_id from {{ of_changed_matches(ref('stg_match_stats')) }}
),

legacy as (
    select legacy.*
    from {{ of_changed_matches(ref('int_legacy_teams')) }} as legacy
    left join answered on legacy.match_id = answered.match_id
    where answered.match_id is null
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
        'api' as source
    from teams
    union all
    select
        match_id,
        team_id,
        outcome,
        cast(null as int) as rank,
        score,
        {%- for name in [
            'personal_score', 'rounds_won', 'rounds_lost', 'rounds_tied', 'kills', 'deaths',
            'assists', 'kda', 'suicides', 'betrayals', 'shots_fired', 'shots_hit', 'accuracy',
            'damage_dealt', 'damage_taken', 'headshot_kills', 'melee_kills', 'grenade_kills',
            'power_weapon_kills',
        ] %}
        cast(null as {{ 'double' if name in ('kda', 'accuracy') else 'bigint' }}) as {{ name }},
        {%- endfor %}
        'legacy' as source
    from legacy
)

select * from final
