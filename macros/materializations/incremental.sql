{#- A table that is added to. Its strategy says what it does again:
    segments   rows of segments that it has not read are added
    documents  the same; of two documents with one key, the one that landed first stays
    matches    rows of the matches that its inputs changed are replaced
    later_matches  of each player in such a match, the rows of this match and of all later ones are replaced
    All of its rows are made again when its SQL changed, or when all rows of an input did. docs/architecture.md explains why this
    gives the rows of one full build. -#}
{% materialization incremental, adapter='duckdb' %}
    {%- set table = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set state = build_state(model) if is_kept(existing, 'table') else none -%}
    {%- set strategy = config.require('incremental_strategy') -%}
    {%- set name = state_name(model) -%}
    {%- set sql_hash = local_md5(compiled_code) -%}
    {%- set is_new = state is none or state.sql_hash != sql_hash or must_be_new(state, strategy) -%}
    {%- set note = {
        'has_matches': 'match_id' in model.columns, 'sql_hash': sql_hash, 'docs_hash': docs_hash(model),
    } -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks) }}
    {% if is_new %}
        {% call statement('main') -%}
            {{ drop_statement(existing, table) }}
            {{ create_table_as(False, table, compiled_code) }};
            {{ note_build(name, 'all', rows_written='(select count(*) from ' ~ table ~ ')', **note) }}
        {%- endcall %}
    {% elif not state.has_news %}
        {% call noop_statement('main', 'nothing new', 'nothing new', 0) %}{% endcall %}
    {% elif strategy == 'matches' %}
        {{ replace_matches(table, name, state, note) }}
    {% elif strategy == 'later_matches' %}
        {{ replace_later_matches(table, name, state, note) }}
    {% else %}
        {{ add_segments(table, name, state, note, strategy == 'documents') }}
    {% endif %}
    {{ finish_table(table, is_new or note.docs_hash != state.docs_hash) }}
    {{ return({'relations': [table]}) }}
{% endmaterialization %}

{#- Whether an increment would miss rows. -#}
{% macro must_be_new(state, strategy) %}
    {%- if strategy == 'matches' %}
        {{- return(state.has_new_tables) -}}
    {%- elif strategy == 'later_matches' %}
        {{- return(state.has_new_tables or state.has_other_news) -}}
    {%- endif %}
    {{- return(state.has_lost_rows) -}}
{% endmacro %}

{#- Rows of segments that were not read. -#}
{% macro add_segments(table, name, state, note, is_first_kept) %}
    {%- set sql = with_inputs_cut(
        compiled_code, model, files_pinned_after(state.built_in), pinned_after=state.built_in
    ) %}
    {% call statement('main') -%}
        {{ new_rows(table, sql) }};
        {%- if is_first_kept %}
        delete from new_rows using {{ table }} as held
        where
            new_rows.raw_key = held.raw_key
            and (held.sequence, held.run_id) <= (new_rows.sequence, new_rows.run_id);
        delete from {{ table }} where raw_key in (select raw_key from new_rows);
        {%- endif %}
        insert into {{ table }} by name select * from new_rows;
        {%- if note.has_matches %}
        {{ note_matches(name, 'new_rows') }};
        {%- endif %}
        {{ note_build(name, 'some', rows_written='(select count(*) from new_rows)', **note) }}
    {%- endcall %}
{% endmacro %}

{#- Rows of the matches that the inputs changed. If an input that has no matches changed, such as the
    name of a map, then all rows are compared, and the matches whose rows differ are replaced. -#}
{% macro replace_matches(table, name, state, note) %}
    {%- set touched = changed_matches(model, state.built_in) %}
    {%- set sql = compiled_code if state.has_other_news else
        with_inputs_cut(compiled_code, model, files_of_touched_matches(model, touched)) %}
    {% call statement('main') -%}
        create or replace temp table touched_matches as {{ touched }};
        {{ new_rows(table, sql) }};
        {%- if state.has_other_news %}
        create or replace temp table touched_matches as
        select coalesce(new_matches.match_id, old_matches.match_id) as match_id
        from ({{ hash_by_match('new_rows') }}) as new_matches
        full outer join ({{ hash_by_match(table) }}) as old_matches
            on new_matches.match_id = old_matches.match_id
        where new_matches.rows_hash is distinct from old_matches.rows_hash;
        {%- endif %}
        delete from {{ table }} where match_id in (select match_id from touched_matches);
        {%- if state.has_other_news %}
        delete from new_rows where match_id not in (select match_id from touched_matches);
        {%- endif %}
        insert into {{ table }} by name select * from new_rows;
        {{ note_matches(name, 'touched_matches') }};
        {{ note_build(name, 'some', rows_written='(select count(*) from new_rows)', **note) }}
    {%- endcall %}
{% endmacro %}

{#- A query of the matches that the tables which a model reads changed after a build. -#}
{% macro changed_matches(node, build) %}
    {%- set names = [] %}
    {%- for name in tables_read(node) %}
        {%- do names.append(quoted_text(name)) %}
    {%- endfor %}
    {%- set query -%}
        select distinct match_id
        from raw.changed_matches
        where table_name in ({{ names | join(', ') }}) and changed_in > {{ build }}
    {%- endset %}
    {{- return(query) -}}
{% endmacro %}

{#- The rows of a query in a table of their own, in the order of the columns of the table that they are
    for. They are not inserted into an empty table: what two threads of DuckDB 2.0 insert into a
    temporary table is not seen in the same transaction. -#}
{% macro new_rows(table, sql) %}
    create or replace temp table new_rows as
    select * from {{ table }} where false
    union all by name
    select * from ({{ sql }}) as made
{% endmacro %}

{#- The rows of each match as one number. Their order does not matter. -#}
{% macro hash_by_match(table) %}
    select
        match_id,
        sum(cast(hash(one) as hugeint)) as rows_hash
    from {{ table }} as one
    group by match_id
{% endmacro %}

{#- Whether what has the name of a model may stay. -#}
{% macro is_kept(existing, type) %}
    {{- return(existing is not none and existing.type == type and not flags.FULL_REFRESH) -}}
{% endmacro %}

{#- Drops what had the name of a table, be it a table or a view. -#}
{% macro drop_statement(existing, relation) -%}
    {%- if existing is not none %}drop {{ existing.type }} if exists {{ relation }};{% endif -%}
{%- endmacro %}

{#- Comments and hooks, after the rows. -#}
{% macro finish_table(table, is_commented) %}
    {% if is_commented %}
        {% do create_indexes(table) %}
        {% do persist_docs(table, model) %}
    {% endif %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
{% endmacro %}
