{#- One declaration of a document, two spellings: text is 'string', an object a mapping, an array
    a list of one element, and an object with any keys 'map'. -#}
{% macro parse_json(text, declared) -%}
    from_json({{ text }}, '{{ adapter.dispatch("json_schema", "halo")(declared) }}')
{%- endmacro %}

{% macro duckdb__json_schema(declared) %}
    {%- if declared is string -%}
        {%- set names = {'map': 'MAP(VARCHAR, VARCHAR)', 'string': 'VARCHAR', 'bigint': 'BIGINT', 'double': 'DOUBLE', 'boolean': 'BOOLEAN'} -%}
        {{- return('"' ~ names[declared] ~ '"') -}}
    {%- elif declared is mapping -%}
        {%- set members = [] -%}
        {%- for name, type in declared.items() -%}
            {%- do members.append('"' ~ name ~ '":' ~ duckdb__json_schema(type)) -%}
        {%- endfor -%}
        {{- return('{' ~ members | join(',') ~ '}') -}}
    {%- else -%}
        {{- return('[' ~ duckdb__json_schema(declared[0]) ~ ']') -}}
    {%- endif -%}
{% endmacro %}

{% macro spark__json_schema(declared) %}
    {%- if declared is string -%}
        {{- return('map<string, string>' if declared == 'map' else declared) -}}
    {%- elif declared is mapping -%}
        {%- set members = [] -%}
        {%- for name, type in declared.items() -%}
            {%- do members.append('`' ~ name ~ '`: ' ~ spark__json_schema(type)) -%}
        {%- endfor -%}
        {{- return('struct<' ~ members | join(', ') ~ '>') -}}
    {%- else -%}
        {{- return('array<' ~ spark__json_schema(declared[0]) ~ '>') -}}
    {%- endif -%}
{% endmacro %}

{#- A JSON object as text, from names and expressions. -#}
{% macro json_object(members) -%}
    {{ adapter.dispatch('json_object', 'halo')(members) }}
{%- endmacro %}

{% macro duckdb__json_object(members) -%}
    cast(json_object(
        {%- for name, expression in members.items() %}'{{ name }}', {{ expression }}{{ ', ' if not loop.last }}{% endfor -%}
    ) as varchar)
{%- endmacro %}

{% macro spark__json_object(members) -%}
    to_json(named_struct(
        {%- for name, expression in members.items() %}'{{ name }}', {{ expression }}{{ ', ' if not loop.last }}{% endfor -%}
    ), map('ignoreNullFields', 'false'))
{%- endmacro %}
