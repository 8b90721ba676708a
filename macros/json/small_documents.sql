{#- A profile of the profile service. -#}
{% macro profile_schema() %}
    {{- return({'xuid': 'string', 'gamertag': 'string'}) -}}
{% endmacro %}

{#- What every kind of asset has. -#}
{% macro asset_schema() %}
    {{- return({'PublicName': 'string', 'Description': 'string'}) -}}
{% endmacro %}
