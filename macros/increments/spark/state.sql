{#- What a build on Spark has read. `raw.table_builds` has the columns that it has on DuckDB, and instead
    of matches it notes partitions: changed_partitions is a JSON object of the partitions that a table
    changed, with the build that did it last. Each table has a partition of its own, so a note replaces
    one small file. A note is written after the rows: what failed on the way is done again. -#}
{% macro create_partition_state() %}
    {%- do run_query(
        'create table if not exists raw.table_builds (built_in bigint, changed_in bigint, '
        ~ 'replaced_in bigint, has_matches boolean, sql_hash string, changed_partitions string, '
        ~ 'table_name string) using parquet partitioned by (table_name)'
    ) %}
{% endmacro %}

{#- What is noted of some tables, as a dictionary by name. -#}
{% macro notes_of(names) %}
    {%- set found = {} %}
    {%- if names %}
        {%- set quoted = [] %}
        {%- for name in names %}
            {%- do quoted.append(quoted_text(name)) %}
        {%- endfor %}
        {%- set query %}
            select
                table_name,
                built_in,
                changed_in,
                replaced_in,
                has_matches,
                sql_hash,
                concat('partitions ', changed_partitions) as changed_partitions
            from raw.table_builds
            where table_name in ({{ quoted | join(', ') }})
        {%- endset %}
        {%- for row in run_query(query).rows %}
            {#- the word in front keeps dbt from taking the text for a number -#}
            {%- set partitions = fromjson(row['changed_partitions'][11:]) %}
            {%- do found.update({row['table_name']: dict(row.dict(), changed_partitions=partitions)}) %}
        {%- endfor %}
    {%- endif %}
    {{- return(found) -}}
{% endmacro %}

{#- SQL of one note, as the values of a row of `raw.table_builds`. -#}
{% macro note_values(number, before, changed, partitions, has_matches, sql_hash) %}
    {%- set is_all = changed == 'all' %}
    {%- set kept = {} if is_all or before is none else before.changed_partitions %}
    {%- set all_partitions = dict(kept) %}
    {%- for partition in partitions %}
        {%- do all_partitions.update({partition | string: number | int}) %}
    {%- endfor %}
    {{- return([
        number | int,
        number | int if changed != 'none' else (before.changed_in | int if before is not none else 0),
        number | int if is_all else (before.replaced_in | int if before is not none else 0),
        has_matches | lower,
        quoted_text(sql_hash),
        quoted_text(tojson(all_partitions)),
    ] | join(', ')) -}}
{% endmacro %}

{#- Notes that a table is built. changed: 'all' rows, 'some' rows (those of `partitions`), or 'none'. -#}
{% macro note_partitions(name, state, changed, partitions=[], has_matches=false, sql_hash='') %}
    {%- call statement('note_partitions') %}
        insert overwrite table raw.table_builds partition (table_name = '{{ name }}')
        select {{ note_values(state.number, state.own, changed, partitions, has_matches, sql_hash) }}
    {%- endcall %}
{% endmacro %}

{#- What a model reads has changed in these ways since it was built. `own` is none where it never was. -#}
{% macro partition_state(node) %}
    {%- set tables, views = tables_read(node), views_read(node) %}
    {%- set notes = notes_of(tables + views + [state_name(node), 'this build']) %}
    {%- set own = notes.get(state_name(node)) %}
    {%- set built_in = own.built_in if own is not none else -1 %}
    {%- set found = namespace(has_news=false, has_new_tables=false, has_other_news=false, has_lost_rows=false) %}
    {%- set touched_by_tables, touched_by_feeds = [], [] %}
    {%- for name, note in notes.items() if name in tables or name in views %}
        {%- set is_feed = name.startswith('raw.') %}
        {%- set is_replaced = note.replaced_in > built_in %}
        {%- set found.has_news = found.has_news or note.changed_in > built_in %}
        {%- set found.has_lost_rows = found.has_lost_rows or is_replaced %}
        {%- if name in views or note.has_matches %}
            {%- set found.has_new_tables = found.has_new_tables or is_replaced %}
        {%- elif not is_feed %}
            {%- set found.has_other_news = found.has_other_news or note.changed_in > built_in %}
        {%- endif %}
        {%- for partition, changed_in in note.changed_partitions.items() if changed_in > built_in %}
            {%- do (touched_by_feeds if is_feed else touched_by_tables).append(partition | int) %}
        {%- endfor %}
    {%- endfor %}
    {{- return({
        'own': own,
        'number': notes['this build'].built_in,
        'has_news': found.has_news,
        'has_new_tables': found.has_new_tables,
        'has_other_news': found.has_other_news,
        'has_lost_rows': found.has_lost_rows,
        'touched_by_tables': touched_by_tables | unique | sort,
        'touched_by_feeds': touched_by_feeds | unique | sort,
    }) -}}
{% endmacro %}

{#- The views that a model reads, by name. They are noted when their SQL changed. -#}
{% macro views_read(node) %}
    {%- set found = [] %}
    {%- for unique_id in node.depends_on.nodes if unique_id in graph.nodes %}
        {%- set source = graph.nodes[unique_id] %}
        {%- if source.config.materialized in ('view', 'ephemeral') %}
            {%- do found.extend(views_read(source)) %}
        {%- endif %}
        {%- if source.config.materialized == 'view' %}
            {%- do found.append(state_name(source)) %}
        {%- endif %}
    {%- endfor %}
    {{- return(found | unique | list) -}}
{% endmacro %}
