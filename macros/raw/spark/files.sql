{#- Some files of the raw folder, as a table of Spark. A path is named from its feed on. Many files are
    cheaper to list than to name: then all are read, and the caller leaves out what it does not want. -#}
{% macro segment_files(paths) -%}
    {%- set most_named = 500 -%}
    {%- if paths | length > most_named -%}
        parquet.`{{ raw_folder() }}/{{ '{' ~ feeds_of_paths(paths) | join(',') ~ '}' }}/landed_on=*/*.parquet`
    {%- else -%}
        {%- set names = [] -%}
        {%- for path in paths -%}
            {%- do names.append(path.split('/')[-3:] | join('/')) -%}
        {%- endfor -%}
        parquet.`{{ raw_folder() }}/{{ '{' ~ names | join(',') ~ '}' }}`
    {%- endif -%}
{%- endmacro %}

{% macro feeds_of_paths(paths) %}
    {%- set found = [] %}
    {%- for path in paths %}
        {%- do found.append(path.split('/')[-3]) %}
    {%- endfor %}
    {{- return(found | unique | sort) -}}
{% endmacro %}

{#- SQL of the segment of a row. A merged file has a column for it, and the profile makes Spark look for
    this column in all files. -#}
{% macro of_segment_file(paths) -%}
    {%- set has_merged = '.merged.parquet' in paths | join(' ') -%}
    {{ 'coalesce(segment, ' if has_merged }}{{ segment_name('_metadata.file_path') }}{{ ')' if has_merged }}
{%- endmacro %}

{#- The pinned rows of some files. -#}
{% macro rows_of_segment_files(paths) %}
    {%- if not paths %}
        {{- no_raw_rows() }}
    {%- else %}
        select
            landed.{{ raw_columns() | join(', landed.') }},
            landed.segment
        from (
            select
                {{ raw_columns() | join(', ') }},
                {{ of_segment_file(paths) }} as segment,
                _metadata.file_path as path
            from {{ segment_files(paths) }}
        ) as landed
        left semi join raw.segments as pinned on landed.segment = pinned.segment and landed.path = pinned.path
    {%- endif %}
{% endmacro %}

{#- A feed as a view. It reads the folder, so it stays as it is when segments come or go. -#}
{% macro spark__create_raw_view(feed) %}
    {%- set counts = run_query("
        select count_if(path like '%.merged.parquet') from raw.segments where feed = '" ~ feed ~ "'
    ").rows[0] %}
    {%- set of_file = segment_name('_metadata.file_path') %}
    {%- call statement('create_raw_view', auto_begin=false) %}
        create or replace view raw.{{ feed }} as
        with landed as (
            select
                {{ raw_columns() | join(', ') }},
                {{ 'coalesce(segment, ' ~ of_file ~ ')' if counts[0] else of_file }} as segment,
                _metadata.file_path as path
            from parquet.`{{ raw_folder() }}/{{ feed }}/landed_on=*/*.parquet`
        )
        select
            {{ raw_columns() | join(', ') }},
            segment
        from landed
        left semi join raw.segments as pinned
            on
                landed.segment = pinned.segment
                and landed.path = pinned.path
                and pinned.feed = '{{ feed }}'
    {%- endcall %}
{% endmacro %}

{#- Feeds whose view stays: nothing was added, lost or merged since it was made. -#}
{% macro spark__feeds_with_a_view() %}
    {%- set views = run_query('show views in raw').columns[1].values() %}
    {%- set query %}
        select substr(table_name, 5)
        from raw.table_builds
        where table_name like 'raw.%' and changed_in >= (select build_number from raw.snapshot)
        union all
        select feed from raw.segments where path_pinned_in >= (select build_number from raw.snapshot)
    {%- endset %}
    {%- set changed = run_query(query).columns[0].values() %}
    {{- return(views | reject('in', changed) | list) -}}
{% endmacro %}
