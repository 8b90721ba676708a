{#- What we read of a match's stats. Every model names the part that it needs, because a part of a
    payload is parsed sooner than a whole one is stored and read again. Counts are bigint: the API sends
    no larger ones. -#}
{% macro teams_schema() %}
    {{- return({
        'Teams': [{
            'TeamId': 'bigint', 'Outcome': 'bigint', 'Rank': 'bigint',
            'Stats': {'CoreStats': core_stats_schema()},
        }],
    }) -}}
{% endmacro %}

{#- of_player: what is read of each player beside the id. -#}
{% macro players_schema(of_player) %}
    {{- return({'Players': [dict(of_player, PlayerId='string')]}) -}}
{% endmacro %}

{% macro participation_schema() %}
    {{- return({
        'PlayerType': 'bigint', 'LastTeamId': 'bigint', 'Outcome': 'bigint', 'Rank': 'bigint',
        'BotAttributes': {'Difficulty': 'bigint'},
        'ParticipationInfo': {
            'FirstJoinedTime': 'string', 'LastLeaveTime': 'string', 'PresentAtBeginning': 'boolean',
            'JoinedInProgress': 'boolean', 'LeftInProgress': 'boolean',
            'PresentAtCompletion': 'boolean', 'TimePlayed': 'string',
        },
    }) -}}
{% endmacro %}

{% macro core_stats_schema() %}
    {{- return({
        'Score': 'bigint', 'PersonalScore': 'bigint', 'RoundsWon': 'bigint', 'RoundsLost': 'bigint',
        'RoundsTied': 'bigint', 'Kills': 'bigint', 'Deaths': 'bigint', 'Assists': 'bigint',
        'KDA': 'double', 'Suicides': 'bigint', 'Betrayals': 'bigint', 'AverageLifeDuration': 'string',
        'GrenadeKills': 'bigint', 'HeadshotKills': 'bigint', 'MeleeKills': 'bigint',
        'PowerWeaponKills': 'bigint', 'ShotsFired': 'bigint', 'ShotsHit': 'bigint',
        'Accuracy': 'double', 'DamageDealt': 'bigint', 'DamageTaken': 'bigint',
        'CalloutAssists': 'bigint', 'VehicleDestroys': 'bigint', 'DriverAssists': 'bigint',
        'Hijacks': 'bigint', 'EmpAssists': 'bigint', 'MaxKillingSpree': 'bigint', 'Spawns': 'bigint',
        'ObjectivesCompleted': 'bigint',
    }) -}}
{% endmacro %}

{#- Medals and personal scores, which lie in CoreStats as lists. -#}
{% macro earned_schema() %}
    {{- return([{'NameId': 'bigint', 'Count': 'bigint', 'TotalPersonalScoreAwarded': 'bigint'}]) -}}
{% endmacro %}

{#- The blocks beside CoreStats: each a mapping of the stats of its mode. PvpStats only
    repeats CoreStats and is left out. -#}
{% macro mode_blocks() %}
    {{- return([
        'BombStats', 'CaptureTheFlagStats', 'EliminationStats', 'ExtractionStats', 'InfectionStats',
        'OddballStats', 'PveStats', 'StockpileStats', 'VipStats', 'ZonesStats',
    ]) -}}
{% endmacro %}

{% macro mode_blocks_schema() %}
    {%- set blocks = {} -%}
    {%- for block in mode_blocks() -%}
        {%- do blocks.update({block: 'map'}) -%}
    {%- endfor -%}
    {{- return(blocks) -}}
{% endmacro %}
