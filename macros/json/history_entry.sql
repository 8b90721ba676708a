{#- One element of a player's history. -#}
{% macro history_entry_schema() %}
    {{- return({
        'MatchInfo': match_info_schema(), 'LastTeamId': 'bigint', 'Outcome': 'bigint',
        'Rank': 'bigint', 'PresentAtEndOfMatch': 'boolean',
    }) -}}
{% endmacro %}
