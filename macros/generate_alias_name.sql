{#- A model of the folder views/shared is called shared_<table>, because dbt wants each name once.
    Its view is called <table>. -#}
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    {%- if custom_alias_name -%}
        {{ custom_alias_name }}
    {%- elif node.fqn[-2] == 'shared' -%}
        {{ node.name | replace('shared_', '', 1) }}
    {%- else -%}
        {{ node.name }}
    {%- endif -%}
{%- endmacro %}
