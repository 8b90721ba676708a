{#- Before a build: pin the list of raw segments, and make every feed a view over that list. -#}
{% macro register_raw() %}
    {%- if execute and flags.WHICH in ('run', 'build') %}
        {#- Spark's catalog reports an error where the schema is there already -#}
        {%- if not adapter.check_schema_exists(target.database, 'raw') %}
            {%- do run_query('create schema raw') %}
        {%- endif %}
        {%- set id_to_pin = models_id_to_pin() %}
        {%- do adapter.dispatch('pin_segments', 'halo')(id_to_pin) %}
        {%- set landed = run_query('select distinct feed from raw.segments').columns[0].values() %}
        {%- if landed %}
            {%- do adapter.dispatch('refuse_newer_layout', 'halo')() %}
        {%- endif %}
        {%- set unchanged = feeds_with_a_view() %}
        {%- for feed in raw_feeds() if feed not in unchanged %}
            {%- if feed in landed %}
                {%- do adapter.dispatch('create_raw_view', 'halo')(feed) %}
            {%- else %}
                {%- do create_empty_raw_view(feed) %}
            {%- endif %}
        {%- endfor %}
    {%- endif %}
{% endmacro %}

{#- Feeds whose view reads the pinned segments already. -#}
{% macro feeds_with_a_view() %}
    {{- return(adapter.dispatch('feeds_with_a_view', 'halo')()) -}}
{% endmacro %}

{% macro duckdb__feeds_with_a_view() %}
    {%- set query %}
        select view_name
        from duckdb_views()
        where
            database_name = current_database()
            and schema_name = 'raw'
            and 'raw.' || view_name not in (
                select table_name from raw.table_builds where changed_in = {{ build_number() }}
            )
            and view_name not in (
                select feed from raw.segments where path_pinned_in = {{ build_number() }}
            )
    {%- endset %}
    {{- return([] if flags.FULL_REFRESH else run_query(query).columns[0].values()) -}}
{% endmacro %}

{% macro raw_feeds() %}
    {{- return(graph.sources.values() | rejectattr('name', 'in', ['segments', 'snapshot'])
        | map(attribute='name') | sort) -}}
{% endmacro %}

{% macro raw_folder() %}
    {%- set data_dir = env_var('HALO_DATA_DIR', '') or 'data' -%}
    {%- if not data_dir.startswith('/') -%}
        {%- set data_dir = invocation_args_dict.project_dir ~ '/' ~ data_dir -%}
    {%- endif -%}
    {{- return(data_dir ~ '/raw') -}}
{% endmacro %}

{% macro raw_columns() %}
    {{- return({
        'key': 'string', 'status': 'string', 'payload': 'string', 'body': 'binary',
        'sha256': 'string', 'http_status': 'int', 'attempt': 'int', 'next_try_at': 'timestamp',
        'reason': 'string', 'landed_at': 'timestamp', 'sequence': 'bigint', 'run_id': 'string',
        'layout_version': 'int', 'requested_for': 'string', 'origin': 'string',
    }) -}}
{% endmacro %}

{% macro quoted_text(text) %}
    {{- return("'" ~ text.replace("'", "''") ~ "'") -}}
{% endmacro %}

{#- A feed of which nothing ever landed: its columns, and no row. -#}
{% macro create_empty_raw_view(feed) %}
    {%- call statement('create_empty_raw_view', auto_begin=false) %}
        create or replace view raw.{{ feed }} as {{ no_raw_rows() }}
    {%- endcall %}
{% endmacro %}

{% macro no_raw_rows() %}
        select
            {%- for name, type in raw_columns().items() %}
            cast(null as {{ adapter.dispatch('raw_type', 'halo')(type) }}) as {{ name }},
            {%- endfor %}
            cast(null as string) as segment
        where false
{% endmacro %}

{% macro duckdb__raw_type(type) %}
    {{- return('timestamptz' if type == 'timestamp' else type) -}}
{% endmacro %}

{% macro spark__raw_type(type) %}
    {{- return(type) -}}
{% endmacro %}

{#- Feed, landing day and file name: what identifies a segment. -#}
{% macro segment_name(path) -%}
    regexp_extract({{ path }}, '([^/]+/landed_on=[^/]+/[^/]+)$', 1)
{%- endmacro %}

{#- What this build reads, in one row: two builds with the same snapshot_id read the same files. -#}
{% macro snapshot_of_segments(models_id) %}
        select
            md5(coalesce({{ sorted_list('segment') }}, '')) as snapshot_id,
            count(*) as segments,
            cast(current_timestamp as timestamp) as pinned_at,
            {{ quoted_text(models_id) }} as models_id
        from raw.segments
{%- endmacro %}

{#- A segment keeps the number of the build that pinned it first. One that is gone takes rows with it,
    so all rows of what was built from its feed are made again. -#}
{% macro duckdb__pin_segments(models_id) %}
    {%- set pattern = escape_glob(raw_folder()) ~ '/*/landed_on=*/*.parquet' %}
    {%- do create_build_state() %}
    {%- set before = segments_before() %}
    {#- the list of merged segments is read first: what it does not name yet is in the old files -#}
    {%- set merges = merged_segments() %}
    {%- call statement('pin_segments', auto_begin=false) %}
        begin transaction;
        create or replace temp table segments_before as {{ before }};
        create or replace temp table number as
        select coalesce(max(built_in), 0) + 1 as build_number from raw.table_builds;
        create or replace table raw.segments as
        with merges as (
            {{ merges }}
        ),

        files as (
            select
                {{ segment_name('file') }} as segment,
                file as path
            from glob({{ quoted_text(pattern) }})
            where not contains({{ segment_name('file') }}, 'compactions/')
        ),

        {{ listed_segments() }}
        select
            split_part(listed.segment, '/', 1) as feed,
            listed.segment,
            listed.path,
            coalesce(known.pinned_in, number.build_number) as pinned_in,
            case
                when known.path is distinct from listed.path then number.build_number
                else known.path_pinned_in
            end as path_pinned_in
        from listed
        cross join number
        left join segments_before as known on listed.segment = known.segment
        order by listed.segment;
        create or replace table raw.snapshot as
        select
            pinned.*,
            number.build_number
        from ({{ snapshot_of_segments(models_id) }}) as pinned
        cross join number;
        {{ note_feeds() }};
        commit
    {%- endcall %}
{% endmacro %}

{#- The segments of the last build; none in a warehouse of before, which kept no numbers. -#}
{% macro segments_before() %}
    {%- set query %}
        select count(*) from duckdb_columns()
        where
            database_name = current_database()
            and schema_name = 'raw'
            and table_name = 'segments'
            and column_name = 'path_pinned_in'
    {%- endset %}
    {%- if run_query(query).columns[0].values()[0] %}
        {{- return('select segment, feed, path, pinned_in, path_pinned_in from raw.segments') -}}
    {%- endif %}
    {{- return(
        "select '' as segment, '' as feed, '' as path, 0 as pinned_in, 0 as path_pinned_in where false"
    ) -}}
{% endmacro %}

{#- Brackets are pattern signs to DuckDB, and a folder may have them in its name. -#}
{% macro escape_glob(path) %}
    {{- return(path.replace('[', '[[]').replace('*', '[*]').replace('?', '[?]')) -}}
{% endmacro %}

{% macro duckdb__create_raw_view(feed) %}
    {%- set paths = run_query("select distinct path from raw.segments where feed = '" ~ feed ~ "' order by path").columns[0].values() %}
    {%- call statement('create_raw_view', auto_begin=false) %}
        create or replace view raw.{{ feed }} as {{ rows_of_files(paths) }}
    {%- endcall %}
{% endmacro %}
