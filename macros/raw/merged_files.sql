{#- `ingest compact` merges segments into one file, and a row of the feed `compactions` says which. A
    merged segment keeps its name, and its rows name it. ingest/raw/listing.py makes the same list. -#}

{#- SQL: the merged file of each segment that was merged. -#}
{% macro merged_segments() %}
    {%- set pattern = escape_glob(raw_folder()) ~ '/compactions/landed_on=*/*.parquet' %}
    {%- set paths = run_query('select file from glob(' ~ quoted_text(pattern) ~ ')').columns[0].values() %}
    {%- if not paths %}
        {{- return("select '' as merged, '' as segment where false") -}}
    {%- endif %}
    {%- set query %}
            select
                key as merged,
                unnest({{ parse_json('payload', {'replaces': ['string']}) }}.replaces) as segment
            from {{ parquet_files(paths) }}
    {%- endset %}
    {{- return(query) -}}
{% endmacro %}

{#- SQL: the CTE `listed`, the path of each segment, from the CTEs `files` and `merges`. A merged file is
    read if it is named, and what it replaces is read if the merged file is gone. -#}
{% macro listed_segments() %}
        replaced as (
            select
                merges.segment,
                files.path
            from merges
            inner join files on merges.merged = files.segment
        ),

        listed as (
            select
                files.segment,
                files.path
            from files
            left join replaced on files.segment = replaced.segment
            where replaced.segment is null and files.segment not like '%.merged.parquet'
            union all
            select
                segment,
                path
            from replaced
        )
{% endmacro %}

{#- SQL: the rows of some files, or of those segments in them that were pinned after a build. -#}
{% macro rows_of_files(paths, pinned_after=0) %}
    {%- set plain, merged = [], [] %}
    {%- for path in paths %}
        {%- do (merged if path.endswith('.merged.parquet') else plain).append(path) %}
    {%- endfor %}
    {%- if plain or not merged %}
        {{- rows_of_segments(plain) if plain else no_raw_rows() }}
    {%- endif %}
    {%- if plain and merged %}
        union all
    {%- endif %}
    {%- if merged %}
        select
            landed.{{ raw_columns() | join(', landed.') }},
            landed.segment
        from {{ parquet_files(merged) }} as landed
        inner join raw.segments as pinned
            on
                landed.segment = pinned.segment
                and landed.filename = pinned.path
                and pinned.pinned_in > {{ pinned_after }}
    {%- endif %}
{% endmacro %}

{% macro rows_of_segments(paths) %}
        select
            {{ raw_columns() | join(', ') }},
            {{ segment_name('filename') }} as segment
        from {{ parquet_files(paths) }}
{%- endmacro %}

{% macro parquet_files(paths) -%}
    read_parquet(
            [{% for path in paths %}{{ quoted_text(path) }}{{ ', ' if not loop.last }}{% endfor %}],
            filename = true, hive_partitioning = false
        )
{%- endmacro %}
