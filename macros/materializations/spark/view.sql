{#- A view on Spark, replaced when its SQL changed. It keeps the hash of its SQL as a property, and dbt has
    asked Spark for the properties of all views already. A note is needed only when the SQL changed: then
    what reads the view is made again. It is written first, so that a build which fails here is repeated. -#}
{% materialization view, adapter='spark' %}
    {%- set view = this.incorporate(type='view') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set sql_hash = local_md5(compiled_code) -%}
    {%- set is_kept = is_kept(existing, 'view') and ('sql_hash=' ~ sql_hash) in (existing.information or '') -%}
    {{ run_hooks(pre_hooks) }}
    {% if is_kept %}
        {% call noop_statement('main', 'nothing new', 'nothing new', 0) %}{% endcall %}
    {% else %}
        {%- if existing is not none and existing.type != 'view' %}{% do adapter.drop_relation(existing) %}{% endif %}
        {%- if config.get('contract').enforced %}{% do get_assert_columns_equivalent(compiled_code) %}{% endif %}
        {% if existing is not none %}
            {% do note_partitions(state_name(model), partition_state(model), 'all', sql_hash=sql_hash) %}
        {% endif %}
        {% call statement('main') -%}
            create or replace view {{ view }} ({{ columns_of_query(compiled_code, described_columns(), has_types=false) }})
            {{ comment_clause() }}
            tblproperties ('sql_hash' = '{{ sql_hash }}')
            as {{ compiled_code }}
        {%- endcall %}
    {% endif %}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [view]}) }}
{% endmaterialization %}
