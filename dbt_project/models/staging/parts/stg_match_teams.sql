with payloads as (
    {{ payloads_of(source('raw', 'match_stats'), ref('stg_match_stats')) }}
),

matches as (
    select
        match_id,
        segment,
        {{ parse_json('payload', teams_schema()) }}.Teams as teams
    from payloads
),

teams as (
    select
        matches.match_id,
        matches.segment,
        listed.item as team,
        try_cast(listed.item.TeamId as int) as team_id,
        listed.listings,
        listed.item.Stats.CoreStats as stats
    from matches
    {{ unnest(first_listed('matches.teams', 'TeamId'), 'listed') }}
),

final as (
    select
        match_id,
        team_id,
        listings,
        try_cast(team.Outcome as int) as outcome,
        try_cast(team.Rank as int) as rank,
        stats.Score as score,
        stats.PersonalScore as personal_score,
        stats.RoundsWon as rounds_won,
        stats.RoundsLost as rounds_lost,
        stats.RoundsTied as rounds_tied,
        stats.Kills as kills,
        stats.Deaths as deaths,
        stats.Assists as assists,
        stats.Suicides as suicides,
        stats.Betrayals as betrayals,
        stats.ShotsFired as shots_fired,
        stats.ShotsHit as shots_hit,
        stats.DamageDealt as damage_dealt,
        stats.DamageTaken as damage_taken,
        stats.HeadshotKills as headshot_kills,
        stats.MeleeKills as melee_kills,
        stats.GrenadeKills as grenade_kills,
        stats.PowerWeaponKills as power_weapon_kills,
        {{ finite('stats.KDA') }} as kda,
        {{ finite('stats.Accuracy') }} as accuracy,
        segment
    from teams
    where team_id is not null
)

select * from final
