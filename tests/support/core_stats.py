"""Every stat of a player in the payload, and the column of match_participants that holds it."""

from __future__ import annotations

from typing import Any

STATS = {
    "kills": "Kills",
    "deaths": "Deaths",
    "assists": "Assists",
    "score": "Score",
    "personal_score": "PersonalScore",
    "shots_fired": "ShotsFired",
    "shots_hit": "ShotsHit",
    "damage_dealt": "DamageDealt",
    "damage_taken": "DamageTaken",
    "headshot_kills": "HeadshotKills",
    "max_killing_spree": "MaxKillingSpree",
    "spawns": "Spawns",
    "melee_kills": "MeleeKills",
    "grenade_kills": "GrenadeKills",
    "power_weapon_kills": "PowerWeaponKills",
    "suicides": "Suicides",
    "betrayals": "Betrayals",
    "callout_assists": "CalloutAssists",
    "driver_assists": "DriverAssists",
    "emp_assists": "EmpAssists",
    "hijacks": "Hijacks",
    "vehicle_destroys": "VehicleDestroys",
    "objectives_completed": "ObjectivesCompleted",
    "rounds_won": "RoundsWon",
    "rounds_lost": "RoundsLost",
    "rounds_tied": "RoundsTied",
    "kda": "KDA",
    "accuracy": "Accuracy",
    "average_life_seconds": "AverageLifeDuration",
}
NOT_IN_ROSTERS = {"Medals", "PersonalScores", "DeprecatedDamageDealt", "DeprecatedDamageTaken"}
"""Held by other tables, or given up by the API itself."""


def number(value: str | float) -> float:
    """A mode stat: a number, or an ISO duration of minutes and seconds."""
    if isinstance(value, str):
        minutes, _, seconds = value.removeprefix("PT").rpartition("M")
        return 60 * float(minutes or 0) + float(seconds.removesuffix("S") or 0)
    return value


def core_stats_of(player: Any) -> tuple[object, ...]:
    """Sums over the teams of a player; in the recorded matches nobody changed team."""
    (team,) = player["PlayerTeamStats"]
    core = team["Stats"]["CoreStats"]
    assert set(core) - NOT_IN_ROSTERS <= set(STATS.values()), "every core stat is compared"
    return tuple(None if core.get(name) is None else number(core[name]) for name in STATS.values())
