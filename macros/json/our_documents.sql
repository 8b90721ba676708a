{#- Documents the ingester writes itself. -#}
{% macro film_schema() %}
    {{- return({
        'film_asset_id': 'string', 'film_major_version': 'bigint', 'film_length_ms': 'bigint',
        'decoder': 'string', 'decoder_version': 'string',
    }) -}}
{% endmacro %}

{% macro film_events_schema() %}
    {{- return({
        'events': [{
            'xuid': 'string', 'gamertag': 'string', 'type_hint': 'bigint', 'is_medal': 'boolean',
            'event_type': 'string', 'time_ms': 'bigint', 'medal_value': 'bigint', 'medal_name': 'string',
        }],
    }) -}}
{% endmacro %}

{% macro tracked_players_schema() %}
    {{- return({'players': [{'xuid': 'string', 'gamertag': 'string', 'ascii_gamertag': 'string'}]}) -}}
{% endmacro %}

{% macro time_zones_schema() %}
    {{- return({'timezone': 'string', 'players': [{'xuid': 'string', 'timezone': 'string'}]}) -}}
{% endmacro %}

{% macro friends_schema() %}
    {{- return({'friends': [{'xuid': 'string', 'friend_xuid': 'string'}]}) -}}
{% endmacro %}

{#- What the API said of a player on one day: three answers under their names. -#}
{% macro player_snapshot_schema() %}
    {{- return({
        'match_count': {
            'MatchesPlayedCount': 'bigint', 'MatchmadeMatchesPlayedCount': 'bigint',
            'CustomMatchesPlayedCount': 'bigint', 'LocalMatchesPlayedCount': 'bigint',
        },
        'service_record': {
            'TimePlayed': 'string', 'MatchesCompleted': 'bigint', 'Wins': 'bigint',
            'Losses': 'bigint', 'Ties': 'bigint',
        },
        'career_rank': {
            'CurrentProgress': {
                'Rank': 'bigint', 'PartialProgress': 'bigint', 'HasReachedMaxRank': 'boolean',
            },
        },
    }) -}}
{% endmacro %}
