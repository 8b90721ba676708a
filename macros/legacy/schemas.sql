{#- Columns of the old tables, by what they hold; what a variant lacks is null. -#}
{% macro legacy_match_schema() %}
    {%- set schema = {} -%}
    {%- for name in ['match_id', 'start_time', 'end_time', 'teammates_signature', 'first_sync_by'] -%}
        {%- do schema.update({name: 'string'}) -%}
    {%- endfor -%}
    {%- for asset in ['playlist', 'map', 'pair', 'game_variant'] -%}
        {%- do schema.update({asset ~ '_id': 'string', asset ~ '_name': 'string'}) -%}
    {%- endfor -%}
    {%- for name in ['duration_seconds', 'game_variant_category', 'my_team_score', 'enemy_team_score', 'team_0_score', 'team_1_score'] -%}
        {%- do schema.update({name: 'double'}) -%}
    {%- endfor -%}
    {%- do schema.update(legacy_player_schema()) -%}
    {%- do schema.update({'is_firefight': 'boolean', 'is_ranked': 'boolean', 'first_sync_at': 'string', 'events_loaded': 'boolean', 'participants_loaded': 'boolean'}) -%}
    {{- return(schema) -}}
{% endmacro %}

{% macro legacy_player_schema() %}
    {%- set schema = {'match_id': 'string', 'xuid': 'string', 'gamertag': 'string'} -%}
    {%- for name in legacy_player_counts() + legacy_player_measures() -%}
        {%- do schema.update({name: 'double'}) -%}
    {%- endfor -%}
    {{- return(schema) -}}
{% endmacro %}

{#- Whole numbers the old tables hold of a player in a match. -#}
{% macro legacy_player_counts() %}
    {{- return([
        'team_id', 'outcome', 'rank', 'score', 'personal_score', 'kills', 'deaths', 'assists',
        'headshot_kills', 'max_killing_spree', 'shots_fired', 'shots_hit', 'grenade_kills',
        'melee_kills', 'power_weapon_kills',
    ]) -}}
{% endmacro %}

{#- Measures the old tables hold of a player in a match. -#}
{% macro legacy_player_measures() %}
    {{- return([
        'kda', 'accuracy', 'damage_dealt', 'damage_taken', 'avg_life_seconds',
        'time_played_seconds', 'team_mmr', 'enemy_mmr', 'kills_expected', 'kills_stddev',
        'deaths_expected', 'deaths_stddev',
    ]) -}}
{% endmacro %}

{#- The player's columns of a parsed old row, numbers that are none left out. -#}
{% macro legacy_player_columns(old) -%}
    {%- for name in legacy_player_counts() %}
    {{ legacy_count(old ~ '.' ~ name) }} as {{ name }},
    {%- endfor %}
    {%- for name in legacy_player_measures() %}
    {{ finite(old ~ '.' ~ name) }} as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{% macro legacy_count(number) -%}
    try_cast({{ finite(number) }} as bigint)
{%- endmacro %}

{#- Whether a measure of a parsed old row is NaN or infinite. -#}
{% macro legacy_has_nan(old) -%}
    (
        {%- for name in legacy_player_measures() %}
        {{ 'or ' if not loop.first }}({{ old }}.{{ name }} is not null and ({{ finite(old ~ '.' ~ name) }}) is null)
        {%- endfor %}
    )
{%- endmacro %}
