{#- Before a build: a file keeps the storage version that it was created with. Earlier versions of
    this project created files that DuckDB before 2.0 cannot open. -#}
{% macro warn_of_newer_storage() %}
    {%- if execute and flags.WHICH in ('run', 'build') %}
        {%- do adapter.dispatch('warn_of_newer_storage', 'halo')() %}
    {%- endif %}
{% endmacro %}

{% macro duckdb__warn_of_newer_storage() %}
    {%- set newest_readable = [1, 4] %}
    {%- set version = run_query("select tags['storage_version'] from duckdb_databases() where database_name = current_database()").columns[0].values()[0] or '' %}
    {%- set numbers = modules.re.findall('[0-9]+', version)[:2] | map('int') | list %}
    {%- if numbers > newest_readable %}
        {%- do exceptions.warn(
            'this file has storage version ' ~ version ~ ', which DuckDB 1.4 and 1.5 cannot read; '
            ~ '`ingest build` copies it into a file that they can read'
        ) %}
    {%- endif %}
{% endmacro %}

{% macro spark__warn_of_newer_storage() %}{% endmacro %}
