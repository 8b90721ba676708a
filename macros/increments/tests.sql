{#- What a test of a table reads. In a build, rows that an earlier build has checked are left out: a
    test of an increment costs what the increment does. `dbt test` checks all rows. -#}
{% macro get_where_subquery(relation) -%}
    {%- set checked = of_matches_to_check(relation, [relation]) %}
    {%- set where = config.get('where', '') %}
    {{- return('(select * from ' ~ checked ~ (' where ' ~ where if where else '') ~ ') as checked') -}}
{%- endmacro %}

{#- The rows of a table, one of `tables`, that a test of all these tables reads: those of the matches of
    which one of them changed rows since the last build in which every test passed. -#}
{% macro of_matches_to_check(table, tables) -%}
    {{- return(adapter.dispatch('of_matches_to_check', 'halo')(table, tables)) -}}
{%- endmacro %}

{% macro duckdb__of_matches_to_check(table, tables) %}
    {%- if not execute or flags.WHICH != 'build' or flags.FULL_REFRESH %}
        {{- return(table) -}}
    {%- endif %}
    {%- set names = [] %}
    {%- for one in tables %}
        {%- do names.append(quoted_text(one.schema ~ '.' ~ one.identifier)) %}
    {%- endfor %}
    {%- set listed = names | join(', ') %}
    {%- set query %}
        select
            count(*) < {{ tables | length }}
            or max(replaced_in) > max(checked.checked_in)
            or bool_or(changed_in > checked.checked_in and not has_matches) as is_whole,
            max(changed_in) > max(checked.checked_in) as is_changed
        from raw.table_builds
        cross join ({{ last_checked_build() }}) as checked
        where table_name in ({{ listed }})
    {%- endset %}
    {%- set found = run_query(query).rows[0] %}
    {%- if found['is_whole'] %}
        {{- return(table) -}}
    {%- elif not found['is_changed'] %}
        {{- return('(select * from ' ~ table ~ ' where false)') -}}
    {%- endif %}
    {%- set matches -%}
        (select * from {{ table }} where match_id in (
            select match_id from raw.changed_matches
            where
                table_name in ({{ listed }})
                and changed_in > (select checked_in from ({{ last_checked_build() }}) as checked)
        ))
    {%- endset %}
    {{- return(matches) -}}
{% endmacro %}

{#- The last build that made everything and passed every test, as `checked_in`. -#}
{% macro last_checked_build() %}
    select coalesce(max(built_in), 0) as checked_in
    from raw.table_builds
    where table_name = 'all tests'
{% endmacro %}

{#- After a build that made everything and passed every test: the next one checks what changes. -#}
{% macro note_checked(results) %}
    {%- if execute and builds_and_tests_everything() and is_whole(results) %}
        {%- do adapter.dispatch('note_all_checked', 'halo')() %}
    {%- endif %}
{% endmacro %}

{#- Whether all that was to be made is made, and every test passed. With `--fail-fast`, dbt calls a model
    skipped that it stopped. -#}
{% macro is_whole(results) %}
    {{- return(not results | map(attribute='status') | map('string')
        | select('in', ['error', 'fail', 'skipped', 'runtime error']) | list) -}}
{% endmacro %}

{% macro duckdb__note_all_checked() %}
    {%- call statement('note_checked', auto_begin=false) %}
        begin transaction;
        {{ note_build('all tests', 'all') }};
        commit
    {%- endcall %}
{% endmacro %}

{#- Whether this build makes every table and runs every test. -#}
{% macro builds_and_tests_everything() %}
    {{- return(
        builds_everything()
        and 'test' in (invocation_args_dict.get('resource_types') or ['test'])
        and 'test' not in (invocation_args_dict.get('exclude_resource_types') or [])
    ) -}}
{% endmacro %}
