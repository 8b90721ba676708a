{#- Makes a table on Spark. The table exists before its rows are written: Spark refuses to create a table
    whose folder has files, and a driver that is killed during `create table … as` leaves such a folder.
    Files below a table that exists do no harm, because the next build drops them with the table. -#}
{% macro make_table(table, sql, partitioned_by=none, comment='', described={}) %}
    {%- call statement('create_table', auto_begin=false) %}
        create table {{ table }} ({{ columns_of_query(sql, described) }})
        using parquet
        {{ 'partitioned by (' ~ partitioned_by ~ ')' if partitioned_by is not none }}
        {{ comment }}
    {%- endcall %}
    {%- do write_rows(table, sql, partitioned_by) %}
{% endmacro %}

{#- The columns of a query as a statement of Spark declares them. A view has no types of its own. -#}
{% macro columns_of_query(sql, described, has_types=true) %}
    {%- set columns = [] %}
    {%- for row in run_query('describe query ' ~ sql).rows %}
        {%- set text = described.get(row[0], {}).get('description', '') %}
        {%- set text = text | replace('\\', '\\\\') | replace("'", "\\'") %}
        {%- do columns.append(
            '`' ~ row[0] ~ '`' ~ (' ' ~ row[1] if has_types else '') ~ (" comment '" ~ text ~ "'" if text else '')
        ) %}
    {%- endfor %}
    {{- return(columns | join(',\n    ')) -}}
{% endmacro %}

{#- The columns of a model that are described, if its descriptions are kept in the catalog. -#}
{% macro described_columns() %}
    {{- return(model.columns if config.get('persist_docs', {}).get('relation') else {}) -}}
{% endmacro %}

{#- Makes a table with the columns and the partitions of another one. -#}
{% macro make_table_like(table, other, sql, partitioned_by=none) %}
    {%- do run_query('create table ' ~ table ~ ' like ' ~ other ~ ' using parquet') %}
    {%- do write_rows(table, sql, partitioned_by) %}
{% endmacro %}

{% macro write_rows(table, sql, partitioned_by) %}
    {%- call statement('main', auto_begin=false) %}
        insert overwrite table {{ table }}
        {{ 'partition (' ~ partitioned_by ~ ')' if partitioned_by is not none }}
        {{ sql }}
    {%- endcall %}
{% endmacro %}

{#- What a model writes into its table: the columns of its contract, in their order. They are checked when
    the SQL of the model or what it reads was made new. -#}
{% macro contracted_rows(sql, is_checked=true) %}
    {%- if not config.get('contract').enforced %}
        {{- return(sql) -}}
    {%- endif %}
    {%- if is_checked %}
        {%- do get_assert_columns_equivalent(sql) %}
    {%- endif %}
    {{- return(get_select_subquery(sql)) -}}
{% endmacro %}

{#- Drops a table beside another one, which a build has left that was killed. dbt has listed all tables. -#}
{% macro drop_if_left(table) %}
    {%- if load_cached_relation(table) is not none %}
        {%- do run_query('drop table ' ~ table) %}
    {%- endif %}
{% endmacro %}
