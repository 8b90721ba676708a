{#- A table whose rows are all replaced when something that it reads has changed.

    dbt's own way builds beside the old table, and renames and drops in statements of their own:
    seven for each table. They took a third of a small build. DuckDB can replace the rows in the
    transaction that also makes them, so a failure leaves the old ones. -#}
{% materialization table, adapter='duckdb' %}
    {%- set table = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set state = build_state(model) if is_kept(existing, 'table') else none -%}
    {%- set sql_hash = local_md5(compiled_code) -%}
    {%- set is_new = state is none or state.sql_hash != sql_hash -%}
    {%- set note = {'has_matches': false, 'sql_hash': sql_hash, 'docs_hash': docs_hash(model)} -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks) }}
    {% if is_new %}
        {% call statement('main') -%}
            {{ drop_statement(existing, table) }}
            {{ create_table_as(False, table, compiled_code) }};
            {{ note_build(state_name(model), 'all', rows_written='(select count(*) from ' ~ table ~ ')', **note) }}
        {%- endcall %}
    {% elif not state.has_news %}
        {% call noop_statement('main', 'nothing new', 'nothing new', 0) %}{% endcall %}
    {% else %}
        {{ replace_rows(table, state_name(model), note) }}
    {% endif %}
    {{ finish_table(table, is_new or note.docs_hash != state.docs_hash) }}
    {{ return({'relations': [table]}) }}
{% endmaterialization %}

{#- All rows. With the config `meta.is_compared`, a table with the same rows as before stays, and what
    reads it has nothing new. -#}
{% macro replace_rows(table, name, note) %}
    {%- set changed = 'all' %}
    {%- if config.get('meta', {}).get('is_compared') %}
        {% call statement('new_rows') -%}
            {{ new_rows(table, compiled_code) }}
        {%- endcall %}
        {%- set query %}
            select
                (select sum(cast(hash(one) as hugeint)) from new_rows as one)
                is distinct from (select sum(cast(hash(one) as hugeint)) from {{ table }} as one)
                or (select count(*) from new_rows) <> (select count(*) from {{ table }})
        {%- endset %}
        {%- if not run_query(query).columns[0].values()[0] %}
            {%- set changed = 'none' %}
        {%- endif %}
    {%- endif %}
    {% call statement('main') -%}
        {%- if changed == 'all' %}
        delete from {{ table }};
        insert into {{ table }} by name
        select * from {% if config.get('meta', {}).get('is_compared') %}new_rows{% else %}({{ compiled_code }}){% endif %};
        {%- endif %}
        {%- set rows_written = '(select count(*) from ' ~ table ~ ')' if changed == 'all' else '0' %}
        {{ note_build(name, changed, rows_written=rows_written, **note) }}
    {%- endcall %}
{% endmacro %}
