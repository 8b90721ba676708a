{#- Before a build: pin the list of raw segments, and make every feed a view over that list. -#}
{% macro register_raw() %}
    {%- if execute and flags.WHICH in ('run', 'build') %}
        {%- do run_query('create schema if not exists raw') %}
        {%- set id_to_pin = models_id_to_pin() %}
        {%- do adapter.dispatch('pin_segments', 'halo')() %}
        {%- do adapter.dispatch('pin_snapshot', 'halo')(id_to_pin) %}
        {%- set landed = run_query('select distinct feed from raw.segments').columns[0].values() %}
        {%- if landed %}
            {%- do refuse_newer_layout() %}
        {%- endif %}
        {%- for feed in raw_feeds() %}
            {%- if feed in landed %}
                {%- do adapter.dispatch('create_raw_view', 'halo')(feed) %}
            {%- else %}
                {%- do create_empty_raw_view(feed) %}
            {%- endif %}
        {%- endfor %}
    {%- endif %}
{% endmacro %}

{#- A later version may have changed what a column means, so nothing is made of its rows. -#}
{% macro refuse_newer_layout() %}
    {%- set known = 1 %}
    {%- set files = adapter.dispatch('all_segments', 'halo')() %}
    {%- set newest = run_query('select max(layout_version) from ' ~ files).columns[0].values()[0] %}
    {%- if newest is not none and newest > known %}
        {%- do exceptions.raise_compiler_error(
            'a segment was written by a newer ingest (layout ' ~ newest ~ ', these models know '
            ~ known ~ '); upgrade, then build again'
        ) %}
    {%- endif %}
{% endmacro %}

{% macro duckdb__all_segments() %}
    {%- set pattern = escape_glob(raw_folder()) ~ '/*/landed_on=*/*.parquet' %}
    {{- return('read_parquet(' ~ quoted_text(pattern) ~ ', hive_partitioning = false)') -}}
{% endmacro %}

{% macro spark__all_segments() %}
    {{- return('parquet.`' ~ raw_folder() ~ '/*/landed_on=*/*.parquet`') -}}
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
        create or replace view raw.{{ feed }} as
        select
            {%- for name, type in raw_columns().items() %}
            cast(null as {{ adapter.dispatch('raw_type', 'halo')(type) }}) as {{ name }},
            {%- endfor %}
            cast(null as string) as segment
        where false
    {%- endcall %}
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

{% macro duckdb__pin_segments() %}
    {%- set pattern = escape_glob(raw_folder()) ~ '/*/landed_on=*/*.parquet' %}
    {%- call statement('pin_segments', auto_begin=false) %}
        create or replace table raw.segments as
        select
            split_part({{ segment_name('file') }}, '/', 1) as feed,
            {{ segment_name('file') }} as segment,
            file as path
        from glob({{ quoted_text(pattern) }})
        order by segment
    {%- endcall %}
{% endmacro %}

{#- What this build reads, in one row: two builds with the same snapshot_id read the same files. -#}
{% macro snapshot_of_segments(models_id) %}
        select
            md5(coalesce({{ sorted_list('segment') }}, '')) as snapshot_id,
            count(*) as segments,
            cast(current_timestamp as timestamp) as pinned_at,
            {{ quoted_text(models_id) }} as models_id
        from raw.segments
{%- endmacro %}

{% macro duckdb__pin_snapshot(models_id) %}
    {%- call statement('pin_snapshot', auto_begin=false) %}
        create or replace table raw.snapshot as
        {{- snapshot_of_segments(models_id) }}
    {%- endcall %}
{% endmacro %}

{% macro spark__pin_snapshot(models_id) %}
    {%- do run_query('drop table if exists raw.snapshot') %}
    {%- call statement('pin_snapshot', auto_begin=false) %}
        create table raw.snapshot using parquet as
        {{- snapshot_of_segments(models_id) }}
    {%- endcall %}
{% endmacro %}

{#- Brackets are pattern signs to DuckDB, and a folder may have them in its name. -#}
{% macro escape_glob(path) %}
    {{- return(path.replace('[', '[[]').replace('*', '[*]').replace('?', '[?]')) -}}
{% endmacro %}

{% macro duckdb__create_raw_view(feed) %}
    {%- set paths = run_query("select path from raw.segments where feed = '" ~ feed ~ "'").columns[0].values() %}
    {%- call statement('create_raw_view', auto_begin=false) %}
        create or replace view raw.{{ feed }} as
        select
            {{ raw_columns() | join(', ') }},
            {{ segment_name('filename') }} as segment
        from read_parquet(
            [{% for path in paths %}{{ quoted_text(path) }}{{ ', ' if not loop.last }}{% endfor %}],
            filename = true, hive_partitioning = false
        )
    {%- endcall %}
{% endmacro %}

{#- Spark lists files by itself, so the pinned list is kept in a table that the views join. -#}
{% macro spark__pin_segments() %}
    {%- call statement('pin_segments', auto_begin=false) %}
        create or replace temporary view listed_segments as
        select distinct _metadata.file_path as path
        from {{ spark__all_segments() }}
    {%- endcall %}
    {%- do run_query('drop table if exists raw.segments') %}
    {%- call statement('keep_segments', auto_begin=false) %}
        create table raw.segments using parquet as
        select
            split_part({{ segment_name('path') }}, '/', 1) as feed,
            {{ segment_name('path') }} as segment,
            path
        from listed_segments
    {%- endcall %}
{% endmacro %}

{% macro spark__create_raw_view(feed) %}
    {%- call statement('create_raw_view', auto_begin=false) %}
        create or replace view raw.{{ feed }} as
        with landed as (
            select
                {{ raw_columns() | join(', ') }},
                {{ segment_name('_metadata.file_path') }} as segment
            from parquet.`{{ raw_folder() }}/{{ feed }}/landed_on=*/*.parquet`
        )
        select landed.*
        from landed
        left semi join raw.segments on landed.segment = raw.segments.segment
    {%- endcall %}
{% endmacro %}
