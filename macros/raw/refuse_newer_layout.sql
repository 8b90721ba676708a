{#- A later version may have changed what a column means, so nothing is made of its rows. -#}
{% macro raise_if_newer_layout(files) %}
    {%- set known = 1 %}
    {%- set newest = run_query('select max(layout_version) from ' ~ files).columns[0].values()[0] %}
    {%- if newest is not none and newest > known %}
        {%- do exceptions.raise_compiler_error(
            'a segment was written by a newer ingest (layout ' ~ newest ~ ', these models know '
            ~ known ~ '); upgrade, then build again'
        ) %}
    {%- endif %}
{% endmacro %}

{#- Segments that passed this check once are not opened again. -#}
{% macro duckdb__refuse_newer_layout() %}
    {%- set query %}
        select distinct path from raw.segments
        where pinned_in > (
            select coalesce(max(built_in), 0) from raw.table_builds where table_name = 'known layouts'
        )
    {%- endset %}
    {%- set paths = run_query(query).columns[0].values() %}
    {%- if paths %}
        {%- do raise_if_newer_layout('(' ~ rows_of_files(paths) ~ ')') %}
        {%- call statement('note_known_layouts', auto_begin=false) %}
            begin transaction;
            {{ note_build('known layouts', 'none') }};
            commit
        {%- endcall %}
    {%- endif %}
{% endmacro %}
