{#- A table, replaced within one transaction.

    dbt's own way builds beside the old table, and renames and drops in statements of their own:
    seven for each table. They took a third of a small build. DuckDB can drop a table and create it
    again in the transaction that also fills it, so a failure leaves the old table. -#}
{% materialization table, adapter='duckdb' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set table = this.incorporate(type='table') -%}
    {%- if existing is not none and not existing.is_table -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        drop table if exists {{ table }};
        {{ create_table_as(False, table, compiled_code) }}
    {%- endcall %}
    {% do create_indexes(table) %}
    {% do persist_docs(table, model) %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [table]}) }}
{% endmaterialization %}
