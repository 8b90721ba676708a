{#- A seed on Spark, loaded again when its file changed. -#}
{% materialization seed, adapter='spark' %}
    {%- set table = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set state = partition_state(model) -%}
    {%- set sql_hash = model.checksum.checksum -%}
    {{ run_hooks(pre_hooks) }}
    {% if is_kept(existing, 'table') and state.own is not none and state.own.sql_hash == sql_hash %}
        {#- dbt reads the number of rows from a result of this name -#}
        {%- do store_result('agate_table', response='OK', agate_table=run_query('show schemas')) -%}
        {% call noop_statement('main', 'nothing new', 'nothing new', 0) %}{% endcall %}
    {% else %}
        {% do forget_table(state_name(model), state) %}
        {% if existing is not none %}{% do adapter.drop_relation(existing) %}{% endif %}
        {%- set rows = load_agate_table() -%}
        {%- do store_result('agate_table', response='OK', agate_table=rows) -%}
        {%- do create_csv_table(model, rows) -%}
        {%- set sql = load_csv_rows(model, rows) -%}
        {% call noop_statement('main', 'loaded', 'loaded', rows.rows | length) %}{{ sql }}{% endcall %}
        {% do note_partitions(state_name(model), state, 'all', sql_hash=sql_hash) %}
    {% endif %}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [table]}) }}
{% endmaterialization %}
