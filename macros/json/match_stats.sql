{#- What we read of a match's stats. Counts are bigint: the API sends no larger ones. -#}
{% macro match_stats_schema() %}
    {%- set stats = dict(CoreStats=core_stats_schema()) -%}
    {%- for block in mode_blocks() -%}
        {%- do stats.update({block: 'map'}) -%}
    {%- endfor -%}
    {{- return({
        'MatchInfo': match_info_schema(),
        'Teams': [{'TeamId': 'bigint', 'Outcome': 'bigint', 'Rank': 'bigint', 'Stats': {'CoreStats': core_stats_schema()}}],
        'Players': [{
            'PlayerId': 'string', 'PlayerType': 'bigint', 'LastTeamId': 'bigint',
            'Outcome': 'bigint', 'Rank': 'bigint', 'BotAttributes': {'Difficulty': 'bigint'},
            'ParticipationInfo': {
                'FirstJoinedTime': 'string', 'LastLeaveTime': 'string', 'PresentAtBeginning': 'boolean',
                'JoinedInProgress': 'boolean', 'LeftInProgress': 'boolean',
                'PresentAtCompletion': 'boolean', 'TimePlayed': 'string',
            },
            'PlayerTeamStats': [{'TeamId': 'bigint', 'Stats': stats}],
        }],
    }) -}}
{% endmacro %}

{% macro core_stats_schema() %}
    {%- set earned = [{'NameId': 'bigint', 'Count': 'bigint', 'TotalPersonalScoreAwarded': 'bigint'}] -%}
    {{- return({
        'Score': 'bigint', 'PersonalScore': 'bigint', 'RoundsWon': 'bigint', 'RoundsLost': 'bigint',
        'RoundsTied': 'bigint', 'Kills': 'bigint', 'Deaths': 'bigint', 'Assists': 'bigint',
        'KDA': 'double', 'Suicides': 'bigint', 'Betrayals': 'bigint', 'AverageLifeDuration': 'string',
        'GrenadeKills': 'bigint', 'HeadshotKills': 'bigint', 'MeleeKills': 'bigint',
        'PowerWeaponKills': 'bigint', 'ShotsFired': 'bigint', 'ShotsHit': 'bigint',
        'Accuracy': 'double', 'DamageDealt': 'bigint', 'DamageTaken': 'bigint',
        'CalloutAssists': 'bigint', 'VehicleDestroys': 'bigint', 'DriverAssists': 'bigint',
        'Hijacks': 'bigint', 'EmpAssists': 'bigint', 'MaxKillingSpree': 'bigint', 'Spawns': 'bigint',
        'ObjectivesCompleted': 'bigint', 'Medals': earned, 'PersonalScores': earned,
    }) -}}
{% endmacro %}

{#- The blocks beside CoreStats: each a mapping of the stats of its mode. PvpStats only
    repeats CoreStats and is left out. -#}
{% macro mode_blocks() %}
    {{- return([
        'BombStats', 'CaptureTheFlagStats', 'EliminationStats', 'ExtractionStats', 'InfectionStats',
        'OddballStats', 'PveStats', 'StockpileStats', 'VipStats', 'ZonesStats',
    ]) -}}
{% endmacro %}
