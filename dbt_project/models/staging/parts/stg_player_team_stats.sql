with matches as (
    {{ unread_rows(ref('stg_match_stats')) }}
),

players as (
    {{ listed_players('matches') }}
),

stints as (
    select
        players.match_id,
        players.segment,
        players.player.PlayerId as player_id,
        {{ place_in_array() }} as stint,
        team_stats.TeamId as team_id,
        team_stats.Stats.CoreStats as stats
    from players
    {{ unnest_with_place('players.player.PlayerTeamStats', 'team_stats') }}
),

final as (
    select
        match_id,
        player_id,
        stint,
        try_cast(team_id as int) as team_id,
        stats.Score as score,
        stats.PersonalScore as personal_score,
        stats.Kills as kills,
        stats.Deaths as deaths,
        stats.Assists as assists,
        stats.ShotsFired as shots_fired,
        stats.ShotsHit as shots_hit,
        stats.DamageDealt as damage_dealt,
        stats.DamageTaken as damage_taken,
        stats.HeadshotKills as headshot_kills,
        stats.MeleeKills as melee_kills,
        stats.GrenadeKills as grenade_kills,
        stats.PowerWeaponKills as power_weapon_kills,
        stats.MaxKillingSpree as max_killing_spree,
        stats.Suicides as suicides,
        stats.Betrayals as betrayals,
        stats.Spawns as spawns,
        stats.CalloutAssists as callout_assists,
        stats.DriverAssists as driver_assists,
        stats.EmpAssists as emp_assists,
        stats.Hijacks as hijacks,
        stats.VehicleDestroys as vehicle_destroys,
        stats.ObjectivesCompleted as objectives_completed,
        stats.RoundsWon as rounds_won,
        stats.RoundsLost as rounds_lost,
        stats.RoundsTied as rounds_tied,
        {{ finite('stats.KDA') }} as kda,
        {{ finite('stats.Accuracy') }} as accuracy,
        {{ duration_seconds('stats.AverageLifeDuration') }} as average_life_seconds,
        stats.Medals as medals,
        stats.PersonalScores as personal_scores,
        segment
    from stints
)

select * from final
