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

{#- A timestamp of the API as a naive one in UTC; DuckDB ignores an offset unless told to heed it. -#}
{% macro utc_timestamp(text) -%}
    {{ adapter.dispatch('utc_timestamp', 'halo')(text) }}
{%- endmacro %}

{% macro duckdb__utc_timestamp(text) -%}
    cast(try_cast({{ text }} as timestamptz) as timestamp)
{%- endmacro %}

{% macro spark__utc_timestamp(text) -%} try_cast({{ text }} as timestamp) {%- endmacro %}
