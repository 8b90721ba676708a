{#- DuckDB replaces the first match unless told otherwise, Spark replaces all. -#}
{% macro replace_all(text, pattern, replacement) -%}
    {{ adapter.dispatch('replace_all', 'halo')(text, pattern, replacement) }}
{%- endmacro %}

{% macro duckdb__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro spark__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}

{#- The digits of `xuid(…)`; null for bots. -#}
{% macro xuid_of(player_id) -%}
    nullif(regexp_extract({{ player_id }}, '^xuid[(]([0-9]+)[)]$', 1), '')
{%- endmacro %}
