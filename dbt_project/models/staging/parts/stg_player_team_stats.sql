with stints as (
    {{ player_stints(
        source('raw', 'match_stats'), ref('stg_match_stats'), {'CoreStats': core_stats_schema()}
    ) }}
),

final as (
    select
        match_id,
        player_id,
        stint,
        try_cast(team_id as int) as team_id,
        stats.CoreStats.Score as score,
        stats.CoreStats.PersonalScore as personal_score,
        stats.CoreStats.Kills as kills,
        stats.CoreStats.Deaths as deaths,
        stats.CoreStats.Assists as assists,
        stats.CoreStats.ShotsFired as shots_fired,
        stats.CoreStats.ShotsHit as shots_hit,
        stats.CoreStats.DamageDealt as damage_dealt,
        stats.CoreStats.DamageTaken as damage_taken,
        stats.CoreStats.HeadshotKills as headshot_kills,
        stats.CoreStats.MeleeKills as melee_kills,
        stats.CoreStats.GrenadeKills as grenade_kills,
        stats.CoreStats.PowerWeaponKills as power_weapon_kills,
        stats.CoreStats.MaxKillingSpree as max_killing_spree,
        stats.CoreStats.Suicides as suicides,
        stats.CoreStats.Betrayals as betrayals,
        stats.CoreStats.Spawns as spawns,
        stats.CoreStats.CalloutAssists as callout_assists,
        stats.CoreStats.DriverAssists as driver_assists,
        stats.CoreStats.EmpAssists as emp_assists,
        stats.CoreStats.Hijacks as hijacks,
        stats.CoreStats.VehicleDestroys as vehicle_destroys,
        stats.CoreStats.ObjectivesCompleted as objectives_completed,
        stats.CoreStats.RoundsWon as rounds_won,
        stats.CoreStats.RoundsLost as rounds_lost,
        stats.CoreStats.RoundsTied as rounds_tied,
        {{ finite('stats.CoreStats.KDA') }} as kda,
        {{ finite('stats.CoreStats.Accuracy') }} as accuracy,
        {{ duration_seconds('stats.CoreStats.AverageLifeDuration') }} as average_life_seconds,
        segment
    from stints
)

select * from final
