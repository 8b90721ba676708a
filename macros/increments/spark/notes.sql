{#- What a build on Spark has read. `raw.table_builds` has the columns that it has on DuckDB, and instead
    of matches it notes partitions: changed_partitions is a JSON object of the partitions that a table
    changed, with the build that did it last. Each table has a partition of its own, so a note replaces
    one small file. What an increment changed is noted at the end of the build, for all tables at once: a note
    takes a quarter of a second. So a killed build has not noted its increments, but it may have replaced rows. -#}
{% macro create_partition_state() %}
    {%- do run_query(
        'create table if not exists raw.table_builds (built_in bigint, changed_in bigint, '
        ~ 'replaced_in bigint, has_matches boolean, sql_hash string, changed_partitions string, '
        ~ 'table_name string) using parquet partitioned by (table_name)'
    ) %}
{% endmacro %}

{#- What is noted of some tables, as a dictionary by name. -#}
{% macro notes_of(names) %}
    {%- set kept, found = graph.get('notes of builds'), {} %}
    {%- if kept is none %}
        {{- return(read_notes(names)) -}}
    {%- endif %}
    {%- for name in names if name in kept %}
        {%- do found.update({name: kept[name]}) %}
    {%- endfor %}
    {{- return(found) -}}
{% endmacro %}

{#- All notes are read once, and kept in the graph of the project: to ask Spark for them takes a third of
    a second, and each of 200 tables does it. dbt 1 gives the same graph to all nodes. -#}
{% macro keep_notes(notes) %}
    {%- if dbt_version.startswith('1.') %}
        {%- do graph.update({'notes of builds': notes, 'unwritten notes': {}, 'files by partitions': {}}) %}
    {%- endif %}
{% endmacro %}

{% macro read_notes(names=none) %}
    {%- set found = {} %}
    {%- if names is none or names %}
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
            {{- ' where table_name in (' ~ quoted_list(names) ~ ')' if names is not none }}
        {%- endset %}
        {#- each thread has a session of its own on a Thrift server, which remembers the files of a table -#}
        {%- do run_query('refresh table raw.table_builds') %}
        {%- for row in run_query(query).rows %}
            {#- the word in front keeps dbt from taking the text for a number -#}
            {%- set partitions = fromjson(row['changed_partitions'][11:]) %}
            {%- do found.update({row['table_name']: dict(row.dict(), changed_partitions=partitions)}) %}
        {%- endfor %}
    {%- endif %}
    {{- return(found) -}}
{% endmacro %}

{#- One note. changed: 'all' rows, 'some' rows (those of `partitions`), or 'none'. -#}
{% macro new_note(number, before, changed, partitions=[], has_matches=false, sql_hash='') %}
    {%- set is_all = changed == 'all' %}
    {%- set all_partitions = dict({} if is_all or before is none else before.changed_partitions) %}
    {%- for partition in partitions %}
        {%- do all_partitions.update({partition | string: number | int}) %}
    {%- endfor %}
    {{- return({
        'built_in': number | int,
        'changed_in': number | int if changed != 'none' else (before.changed_in | int if before is not none else 0),
        'replaced_in': number | int if is_all else (before.replaced_in | int if before is not none else 0),
        'has_matches': has_matches,
        'sql_hash': sql_hash,
        'changed_partitions': all_partitions,
    }) -}}
{% endmacro %}

{#- With the partition named by the rows, Spark writes into a folder of its own first. With the partition
    named in the statement, notes that are written side by side would delete the files of each other. -#}
{% macro write_notes(notes) %}
    {%- call statement('write_notes', auto_begin=false) %}
        insert overwrite table raw.table_builds partition (table_name)
        values
        {%- for name, note in notes.items() %}
            (
                {{ note.built_in }}, {{ note.changed_in }}, {{ note.replaced_in }}, {{ note.has_matches | lower }},
                {{ quoted_text(note.sql_hash) }}, {{ quoted_text(tojson(note.changed_partitions)) }},
                {{ quoted_text(name) }}
            ) {{- ',' if not loop.last }}
        {%- endfor %}
    {%- endcall %}
    {%- if graph.get('notes of builds') is not none %}
        {%- do graph['notes of builds'].update(notes) %}
    {%- endif %}
{% endmacro %}

{#- Notes that a table is built. -#}
{% macro note_partitions(name, state, changed, partitions=[], has_matches=false, sql_hash='') %}
    {%- do write_notes({name: new_note(state.number, state.own, changed, partitions, has_matches, sql_hash)}) %}
{% endmacro %}

{#- Notes that a table has what is new. -#}
{% macro note_increment(name, state, changed, partitions=[]) %}
    {%- set own = state.own %}
    {%- set note = new_note(state.number, own, changed, partitions, own.has_matches, own.sql_hash) %}
    {%- if graph.get('notes of builds') is none %}
        {%- do write_notes({name: note}) %}
    {%- else %}
        {%- do graph['notes of builds'].update({name: note}) %}
        {%- do graph['unwritten notes'].update({name: note}) %}
    {%- endif %}
{% endmacro %}

{#- At the end of a build. DuckDB writes a note in the transaction of its table. -#}
{% macro write_increments(results) %}
    {%- if execute and flags.WHICH in ('run', 'build') %}
        {%- do adapter.dispatch('write_increments', 'halo')(results) %}
    {%- endif %}
{% endmacro %}

{% macro duckdb__write_increments(results) %}{% endmacro %}

{% macro spark__write_increments(results) %}
    {%- set notes = dict(graph.get('unwritten notes', {})) %}
    {%- if is_whole(results) %}
        {%- set number = notes_of(['this build'])['this build'].built_in %}
        {%- do notes.update({'last whole build': new_note(number, none, 'none')}) %}
    {%- endif %}
    {%- if notes %}
        {%- do write_notes(notes) %}
    {%- endif %}
{% endmacro %}

{#- The note of a build that begins. changed_in is the number of the last build that was killed or failed:
    what was built before it may have other rows than its note says. -#}
{% macro note_of_build(number) %}
    {%- set notes = notes_of(['this build', 'last whole build']) %}
    {%- set before, whole = notes.get('this build'), notes.get('last whole build') %}
    {%- set note = new_note(number, before, 'none') %}
    {%- if before is not none and (whole is none or whole.built_in != before.built_in) %}
        {%- do note.update({'changed_in': before.built_in | int}) %}
    {%- endif %}
    {{- return(note) -}}
{% endmacro %}

{#- Takes back what is noted of a table, before its rows go. If the build fails then, the next one makes
    the table again. -#}
{% macro forget_table(name, state) %}
    {%- if state.own is not none %}
        {%- do run_query("alter table raw.table_builds drop if exists partition (table_name = '" ~ name ~ "')") %}
        {%- if graph.get('notes of builds') is not none %}
            {%- do graph['notes of builds'].pop(name, none) %}
        {%- endif %}
    {%- endif %}
{% endmacro %}
