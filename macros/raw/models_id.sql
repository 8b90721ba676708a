{#- Which models made the rows of this warehouse, as one hash of everything that can change a row.
    `ingest/warehouse/build/models_id.py` computes the same hash. An incremental model keeps the rows that earlier
    models made, so other models need a full build. -#}
{% macro models_id() %}
    {{- return(adapter.dispatch('models_id', 'halo')()) -}}
{% endmacro %}

{% macro duckdb__models_id() %}
    {%- set root = invocation_args_dict.project_dir %}
    {%- set patterns = [] %}
    {%- for pattern in [
        'dbt_project.yml', 'dbt_project/models/**/*.sql', 'macros/**/*.sql', 'seeds/*.csv', 'seeds/*.yml',
    ] %}
        {%- do patterns.append(quoted_text(escape_glob(root) ~ '/' ~ pattern)) %}
    {%- endfor %}
    {%- set name = 'substr(filename, ' ~ (root | length + 2) ~ ')' %}
    {%- set query %}
        select md5(string_agg(concat({{ name }}, ':', md5(content)), ',' order by {{ name }}))
        from read_blob([{{ patterns | join(', ') }}])
    {%- endset %}
    {{- return(run_query(query).columns[0].values()[0]) -}}
{% endmacro %}

{#- Empty on Spark. There each table keeps a hash of the SQL of its model, and is made again when this SQL
    changes. A change of the macros that read raw or write partitions needs `--full-refresh`. -#}
{% macro spark__models_id() %}{{ return('') }}{% endmacro %}

{#- Whether this build makes every table: nothing is selected, and only tests are left out. -#}
{% macro builds_everything() %}
    {%- set args = invocation_args_dict %}
    {%- set kinds = args.get('resource_types') or ['model', 'seed'] %}
    {%- set left_out = args.get('exclude_resource_types') or [] %}
    {{- return(
        flags.WHICH == 'build'
        and not (args.get('select') or args.get('exclude') or args.get('selector') or args.get('empty'))
        and 'model' in kinds and 'seed' in kinds
        and 'model' not in left_out and 'seed' not in left_out
    ) -}}
{% endmacro %}

{#- The id to pin before a build. A complete build on rows of other models is refused: its tables
    would be neither those of the old models nor those of the new ones. A full build in place pins none:
    until it ends, and if it fails, some rows are of the old models (see note_models_id). -#}
{% macro models_id_to_pin() %}
    {%- set current = models_id() %}
    {%- set before = models_id_before() %}
    {%- if before is none or before == current %}
        {{- return(current) -}}
    {%- endif %}
    {%- if builds_everything() and flags.FULL_REFRESH %}
        {{- return('') -}}
    {%- endif %}
    {%- set trouble = 'this warehouse was built by other models than these' %}
    {%- if builds_everything() %}
        {%- do exceptions.raise_compiler_error(
            trouble ~ '; `ingest build` builds it again by itself, `dbt build --full-refresh` in place'
        ) %}
    {%- endif %}
    {%- do exceptions.warn(
        trouble ~ ', and rows that were built before stay as they are; `ingest build` builds everything again'
    ) %}
    {{- return(before) -}}
{% endmacro %}

{#- After a full build that made everything: from now on the rows are of these models. -#}
{% macro note_models_id(results) %}
    {%- set is_full = target.type == 'duckdb' and flags.FULL_REFRESH and builds_everything() %}
    {%- if execute and is_full and is_whole(results) %}
        {%- do run_query("update raw.snapshot set models_id = '" ~ models_id() ~ "'") %}
    {%- endif %}
{% endmacro %}

{#- The id that an earlier build kept; none on a new file, empty for models that kept none. -#}
{% macro models_id_before() %}
    {{- return(adapter.dispatch('models_id_before', 'halo')()) -}}
{% endmacro %}

{% macro spark__models_id_before() %}{{ return(none) }}{% endmacro %}

{% macro duckdb__models_id_before() %}
    {#- not by way of dbt's list of relations, which would open a transaction that is never committed -#}
    {%- set query %}
        select column_name from duckdb_columns()
        where
            database_name = current_database()
            and schema_name = 'raw'
            and table_name = 'snapshot'
    {%- endset %}
    {%- set names = run_query(query).columns[0].values() %}
    {%- if not names %}
        {{- return(none) -}}
    {%- endif %}
    {%- if 'models_id' not in names %}
        {{- return('') -}}
    {%- endif %}
    {{- return(run_query('select models_id from raw.snapshot').columns[0].values()[0]) -}}
{% endmacro %}
