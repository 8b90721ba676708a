{#- What we read of a match's stats. Counts are bigint: the API sends no larger ones. -#}
{% macro match_stats_schema() %}
    {%- set core_stats = {
        'Score': 'bigint', 'PersonalScore': 'bigint', 'RoundsWon': 'bigint', 'RoundsLost': 'bigint',
        'RoundsTied': 'bigint', 'Kills': 'bigint', 'Deaths': 'bigint', 'Assists': 'bigint',
        'KDA': 'double', 'Suicides': 'bigint', 'Betrayals': 'bigint', 'AverageLifeDuration': 'string',
        'GrenadeKills': 'bigint', 'HeadshotKills': 'bigint', 'MeleeKills': 'bigint',
        'PowerWeaponKills': 'bigint', 'ShotsFired': 'bigint', 'ShotsHit': 'bigint',
        'Accuracy': 'double', 'DamageDealt': 'bigint', 'DamageTaken': 'bigint',
        'CalloutAssists': 'bigint', 'VehicleDestroys': 'bigint', 'DriverAssists': 'bigint',
        'Hijacks': 'bigint', 'EmpAssists': 'bigint', 'MaxKillingSpree': 'bigint', 'Spawns': 'bigint',
        'ObjectivesCompleted': 'bigint',
    } -%}
    {{- return({
        'MatchInfo': match_info_schema(),
        'Teams': [{
            'TeamId': 'bigint', 'Outcome': 'bigint', 'Rank': 'bigint',
            'Stats': {'CoreStats': core_stats},
        }],
        'Players': [{
            'PlayerId': 'string', 'PlayerType': 'bigint', 'LastTeamId': 'bigint',
            'Outcome': 'bigint', 'Rank': 'bigint',
            'ParticipationInfo': {
                'FirstJoinedTime': 'string', 'LastLeaveTime': 'string', 'PresentAtBeginning': 'boolean',
                'JoinedInProgress': 'boolean', 'LeftInProgress': 'boolean',
                'PresentAtCompletion': 'boolean', 'TimePlayed': 'string',
            },
            'PlayerTeamStats': [{'TeamId': 'bigint', 'Stats': {'CoreStats': core_stats}}],
        }],
    }) -}}
{% endmacro %}
