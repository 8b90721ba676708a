{#- A view, replaced within one transaction when its SQL changed, for the reason that table.sql
    explains. -#}
{% materialization view, adapter='duckdb' %}
    {%- set view = this.incorporate(type='view') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set state = build_state(model) if is_kept(existing, 'view') else none -%}
    {%- set note = {
        'has_matches': false, 'sql_hash': local_md5(compiled_code), 'docs_hash': docs_hash(model),
    } -%}
    {%- set is_new = state is none or state.has_lost_rows
        or state.sql_hash != note.sql_hash or state.docs_hash != note.docs_hash -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks) }}
    {% if is_new %}
        {% call statement('main') -%}
            {{ drop_statement(existing, view) }}
            {{ get_create_view_as_sql(view, compiled_code) }};
            {{ note_build(state_name(model), 'all', **note) }}
        {%- endcall %}
    {% else %}
        {% call noop_statement('main', 'nothing new', 'nothing new', 0) %}{% endcall %}
    {% endif %}
    {{ finish_table(view, is_new) }}
    {{ return({'relations': [view]}) }}
{% endmaterialization %}
