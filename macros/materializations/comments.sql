{#- The comments of a table or view and its columns, in one statement. dbt's own way asks for the
    columns twice, and each time makes a context of all macros: an eighth of a small build. -#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) %}
    {%- set comments = [] %}
    {%- if for_relation and config.persist_relation_docs() and model.description %}
        {%- do comments.append(alter_relation_comment(relation, model.description)) %}
    {%- endif %}
    {%- if for_columns and config.persist_column_docs() and model.columns %}
        {%- set query = 'select * from ' ~ relation ~ ' where false' %}
        {%- for found in adapter.get_column_schema_from_query(query) if found.name in model.columns %}
            {%- do comments.append(column_comment(relation, model.columns[found.name])) %}
        {%- endfor %}
    {%- endif %}
    {%- if comments %}
        {%- call statement('comments') %}{{ comments | join('\n') }}{% endcall %}
    {%- endif %}
{% endmacro %}

{% macro column_comment(relation, column) -%}
    comment on column {{ relation }}.{{ adapter.quote(column.name) }} is {{ duckdb_escape_comment(column.description) }};
{%- endmacro %}
