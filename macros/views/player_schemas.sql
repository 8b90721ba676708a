{#- After a build: a schema of views for every tracked player, and the table macros. Only DuckDB has
    them; the views every schema is cut from are the models of `views/player`. -#}
{% macro create_player_schemas() %}
    {%- if execute and flags.WHICH in ('run', 'build') %}
        {%- do adapter.dispatch('create_player_schemas', 'halo')() %}
    {%- endif %}
{% endmacro %}

{% macro spark__create_player_schemas() %}{% endmacro %}

{% macro duckdb__create_player_schemas() %}
    {%- set views = player_views() %}
    {%- if built(views) and player_schemas_have_changed(views) %}
        {%- set players = run_query('select xuid, schema_name from core.tracked_players').rows %}
        {%- for player in players %}
            {%- do run_statement('create schema if not exists ' ~ player['schema_name']) %}
            {%- set taken = tables_in(player['schema_name']) %}
            {%- for name, view in views.items() if name not in taken %}
                {%- do run_statement(player_view(player, name, view)) %}
            {%- endfor %}
            {%- for name in taken if name in views %}
                {%- do exceptions.warn(player['schema_name'] ~ '.' ~ name ~ ' is a table of yours: drop or rename it to get the view') %}
            {%- endfor %}
        {%- endfor %}
        {%- do drop_schemas_of_others(players | map(attribute='schema_name') | list, views) %}
        {%- do create_table_macros() %}
        {%- do run_statement(note_build('player schemas', 'all')) %}
    {%- endif %}
{% endmacro %}

{#- Whether there are other players or views than the last build made schemas of. -#}
{% macro player_schemas_have_changed(views) %}
    {%- set query %}
        select
            coalesce((select built_in from raw.table_builds where table_name = 'player schemas'), 0)
            < (
                select max(replaced_in) from raw.table_builds
                where table_name = 'core.tracked_players' or starts_with(table_name, 'staging.v4_')
            )
            or (
                select count(*) from duckdb_views()
                where
                    database_name = current_database()
                    and schema_name in (select schema_name from core.tracked_players)
            ) <> {{ views | length }} * (select count(*) from core.tracked_players)
    {%- endset %}
    {{- return(flags.FULL_REFRESH or run_query(query).columns[0].values()[0]) -}}
{% endmacro %}

{#- The models of `views/player` by the name they have in a player's schema. -#}
{% macro player_views() %}
    {%- set views = {} %}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.fqn[1:3] == ['views', 'player'] %}
        {%- do views.update({node.name.removeprefix('v4_'): node}) %}
    {%- endfor %}
    {{- return(views) -}}
{% endmacro %}

{#- A part of the project may have been built alone, on a new file. -#}
{% macro built(views) %}
    {%- set needed = [api.Relation.create(schema='core', identifier='tracked_players', database=target.database)] %}
    {%- for node in views.values() %}
        {%- do needed.append(api.Relation.create(schema=node.schema, identifier=node.alias, database=target.database)) %}
    {%- endfor %}
    {%- set missing = [] %}
    {%- for relation in needed if adapter.get_relation(relation.database, relation.schema, relation.identifier) is none %}
        {%- do missing.append(relation) %}
    {%- endfor %}
    {{- return(missing == []) -}}
{% endmacro %}

{% macro player_view(player, name, view) %}
    create or replace view {{ player['schema_name'] }}.{{ name }} as
    select * exclude (owner_xuid)
    from {{ view.schema }}.{{ view.alias }}
    where owner_xuid = {{ quoted_text(player['xuid']) }}
{% endmacro %}

{#- Views that read our models go; a schema in which somebody made something else stays. -#}
{% macro drop_schemas_of_others(current, views) %}
    {%- set ours = run_query("select schema_name, view_name from duckdb_views() where database_name = current_database() and starts_with(schema_name, 'player_') and contains(sql, 'v4_' || view_name) and contains(sql, 'owner_xuid')").rows %}
    {%- for row in ours if row['schema_name'] not in current and row['view_name'] in views %}
        {%- do run_statement('drop view ' ~ quoted_name(row['schema_name']) ~ '.' ~ quoted_name(row['view_name'])) %}
    {%- endfor %}
    {%- for schema in ours | map(attribute='schema_name') | unique if schema not in current and is_empty(schema) %}
        {%- do run_statement('drop schema ' ~ quoted_name(schema)) %}
    {%- endfor %}
{% endmacro %}

{% macro tables_in(schema) %}
    {{- return(run_query('select table_name from duckdb_tables() where database_name = current_database() and schema_name = ' ~ quoted_text(schema)).columns[0].values() | list) -}}
{% endmacro %}

{% macro is_empty(schema) %}
    {%- set kinds = [] %}
    {%- for kind in ['tables', 'views', 'functions', 'sequences', 'types'] %}
        {%- do kinds.append('select count(*) as things from duckdb_' ~ kind ~ '() where database_name = current_database() and schema_name = ' ~ quoted_text(schema)) %}
    {%- endfor %}
    {%- set found = run_query('select cast(sum(things) as int) from (' ~ kinds | join(' union all ') ~ ')').columns[0].values() %}
    {{- return(found[0] == 0) -}}
{% endmacro %}

{% macro quoted_name(name) %}
    {{- return('"' ~ name.replace('"', '""') ~ '"') -}}
{% endmacro %}

{% macro run_statement(sql) %}
    {%- call statement('of_a_hook', auto_begin=false) %}{{ sql }}{% endcall %}
{% endmacro %}
