{#- A table on Spark that is made whole when something that it reads has changed. -#}
{% materialization table, adapter='spark' %}
    {%- set table = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks) }}
    {{ make_whole_table(table, existing, partition_state(model), local_md5(compiled_code)) }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [table]}) }}
{% endmaterialization %}

{#- The new table is made beside the old one and takes its name, so a failure leaves the old rows. If the
    rows are the same, the old table stays, and what reads it has nothing new. -#}
{% macro make_whole_table(table, existing, state, sql_hash) %}
    {%- set name = state_name(model) %}
    {%- set is_new = not is_kept(existing, 'table') or state.own is none
        or state.own.sql_hash != sql_hash %}
    {%- if not is_new and not state.has_news %}
        {% call noop_statement('main', 'nothing new', 'nothing new', 0) %}{% endcall %}
    {%- elif existing is none %}
        {% do forget_table(name, state) %}
        {% do make_table(table, contracted_rows(compiled_code), none, comment_clause(), described_columns()) %}
        {% do note_partitions(name, state, 'all', sql_hash=sql_hash) %}
    {%- else %}
        {%- set made = table.incorporate(path={'identifier': table.identifier ~ '__made'}) %}
        {% do drop_if_left(made) %}
        {%- if is_new or state.has_lost_rows %}
            {% do make_table(made, contracted_rows(compiled_code), none, comment_clause(), described_columns()) %}
        {%- else %}
            {% do make_table_like(made, table, contracted_rows(compiled_code, is_checked=false)) %}
        {%- endif %}
        {%- set is_same = not is_new and state.has_known_rows and has_same_rows(table, made) %}
        {%- if is_same %}
            {% do run_query('drop table ' ~ made) %}
        {%- else %}
            {% do run_query('drop ' ~ existing.type ~ ' if exists ' ~ existing) %}
            {% do run_query('alter table ' ~ made ~ ' rename to ' ~ table) %}
        {%- endif %}
        {%- if is_new %}
            {% do note_partitions(name, state, 'all', sql_hash=sql_hash) %}
        {%- else %}
            {% do note_increment(name, state, 'none' if is_same else 'all') %}
        {%- endif %}
    {%- endif %}
{% endmacro %}

{% macro has_same_rows(table, made) %}
    {%- set query %}
        select count(distinct row_count, rows_hash) = 1
        from (
            {%- for one in [table, made] %}
            select
                count(*) as row_count,
                coalesce({{ rows_hash() }}, 0) as rows_hash
            from {{ one }}
            {{- ' union all' if not loop.last }}
            {%- endfor %}
        ) as both_tables
    {%- endset %}
    {{- return(run_query(query).columns[0].values()[0]) -}}
{% endmacro %}
