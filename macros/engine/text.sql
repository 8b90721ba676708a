{#- DuckDB replaces the first match by default, Spark replaces all. -#}
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

{#- A timestamp of the API as a naive one in UTC; DuckDB ignores an offset by default.
    Only years of four digits are read, so that later arithmetic has room. -#}
{% macro utc_timestamp(text) -%}
    {{ adapter.dispatch('utc_timestamp', 'halo')(text) }}
{%- endmacro %}

{% macro duckdb__utc_timestamp(text) -%}
    cast(try_cast({{ with_plain_year(text) }} as timestamptz) as timestamp)
{%- endmacro %}

{% macro spark__utc_timestamp(text) -%}
    try_cast({{ with_plain_year(text) }} as timestamp)
{%- endmacro %}

{#- A time as text if it begins with a year of four digits and a month; both engines know others. -#}
{% macro with_plain_year(text) -%}
    case when {{ text }} like '____-__-%' then {{ text }} end
{%- endmacro %}

{#- Inside a group: the values in order, joined by commas; null when there are none. -#}
{% macro sorted_list(text) -%}
    nullif({{ adapter.dispatch('sorted_list', 'halo')(text) }}, '')
{%- endmacro %}

{% macro duckdb__sorted_list(text) -%}
    string_agg({{ text }}, ',' order by {{ text }})
{%- endmacro %}

{% macro spark__sorted_list(text) -%}
    array_join(sort_array(collect_list({{ text }})), ',')
{%- endmacro %}

{#- A time as text: its day as dd/mm/yyyy, or its minute as HH:MM. -#}
{% macro formatted_time(time, part) -%}
    {{ adapter.dispatch('formatted_time', 'halo')(time, part) }}
{%- endmacro %}

{% macro duckdb__formatted_time(time, part) -%}
    strftime({{ time }}, '{{ {"day": "%d/%m/%Y", "minute": "%H:%M"}[part] }}')
{%- endmacro %}

{% macro spark__formatted_time(time, part) -%}
    date_format({{ time }}, '{{ {"day": "dd/MM/yyyy", "minute": "HH:mm"}[part] }}')
{%- endmacro %}
