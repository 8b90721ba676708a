{#- A model of the folder views/shared is called shared_<table>, because dbt wants each name once.
    Its view is called <table>. So it is with report_<table> in the folders of report. -#}
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    {%- if custom_alias_name -%}
        {{ custom_alias_name }}
    {%- elif node.fqn[-2] == 'shared' -%}
        {{ node.name | replace('shared_', '', 1) }}
    {%- elif node.fqn[1] == 'report' -%}
        {{ node.name | replace('report_', '', 1) }}
    {%- else -%}
        {{ node.name }}
    {%- endif -%}
{%- endmacro %}
