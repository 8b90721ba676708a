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
    {%- if built(views) %}
        {%- set players = run_query('select xuid, schema_name from core.tracked_players').rows %}
        {%- for player in players %}
            {%- do run_statement('create schema if not exists ' ~ player['schema_name']) %}
            {%- for name, view in views.items() %}
                {%- do run_statement(player_view(player, name, view)) %}
            {%- endfor %}
        {%- endfor %}
        {%- do drop_schemas_of_others(players | map(attribute='schema_name') | list, views) %}
        {%- do create_table_macros() %}
    {%- endif %}
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

{#- Our views go; a schema in which somebody made something else stays. -#}
{% macro drop_schemas_of_others(current, views) %}
    {%- set found = run_query("select schema_name from information_schema.schemata where catalog_name = current_database() and starts_with(schema_name, 'player_')").columns[0].values() %}
    {%- for schema in found if schema not in current %}
        {%- set quoted = '"' ~ schema.replace('"', '""') ~ '"' %}
        {%- set inside = run_query("select table_name, table_type from information_schema.tables where table_catalog = current_database() and table_schema = " ~ quoted_text(schema)).rows %}
        {%- set ours = [] %}
        {%- for row in inside if row['table_name'] in views and row['table_type'] == 'VIEW' %}
            {%- do ours.append(row['table_name']) %}
            {%- do run_statement('drop view ' ~ quoted ~ '.' ~ row['table_name']) %}
        {%- endfor %}
        {%- if ours and ours | length == inside | length %}
            {%- do run_statement('drop schema ' ~ quoted) %}
        {%- endif %}
    {%- endfor %}
{% endmacro %}

{% macro run_statement(sql) %}
    {%- call statement('of_a_hook', auto_begin=false) %}{{ sql }}{% endcall %}
{% endmacro %}
