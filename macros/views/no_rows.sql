{#- A table of the old application that the warehouse has no rows for: its columns, and nothing else. -#}
{% macro no_rows(columns) -%}
select
    {%- for name, type in columns.items() %}
    cast(null as {{ type }}) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
where false
{%- endmacro %}
