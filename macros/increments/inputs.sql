{#- What an increment reads of an input. A model marks its inputs with these macros. Where all rows
    of a table are made, the marks are comments. Where it is added to, `with_inputs_cut` puts a query in the place
    of each marked input. A filter at the end would come too late: no engine moves it through windows,
    groups and files. -#}

{#- The rows of a table that belong to the matches which changed. -#}
{% macro of_changed_matches(table) -%}
    {{ adapter.dispatch('marked_rows', 'halo')(table, '/* of changed matches */') }}
{%- endmacro %}

{#- The rows of the players whose matches changed. -#}
{% macro of_changed_players(table) -%}
    {{ adapter.dispatch('marked_rows', 'halo')(table, '/* of changed players */') }}
{%- endmacro %}

{#- The other rows of these players. There are none where all rows are made. -#}
{% macro of_unchanged_matches(table) -%}
    {{ adapter.dispatch('marked_rows', 'halo')(table, '/* of unchanged matches */ where false') }}
{%- endmacro %}

{% macro duckdb__marked_rows(table, mark) -%}
    {%- if ' where ' in mark -%} (select * from {{ table }} {{ mark }}) {%- else -%} {{ table }} {{ mark }} {%- endif -%}
{%- endmacro %}

{#- The rows of a feed from segments that this model has not read. -#}
{% macro unread(feed) -%}
    {{ feed }} /* unread */
{%- endmacro %}

{#- The payload behind each row of a staging table that has one row per document of the feed. -#}
{% macro payloads_of(feed, documents) -%}
    select
        documents.match_id,
        documents.segment,
        landed.payload
    from {{ feed }} /* files of changed matches */ as landed
    inner join {{ of_changed_matches(documents) }} as documents
        on
            landed.key = documents.match_id
            and landed.sequence = documents.sequence
            and landed.run_id = documents.run_id
{%- endmacro %}

{#- The SQL of a model that reads only what changed. It expects the table `touched_matches` with the
    columns of `key`, and the table `touched_players` if the model reads rows of players. -#}
{% macro with_inputs_cut(sql, node, files, pinned_after=0, key='match_id') %}
    {%- set is_touched = '(' ~ key ~ ') in (select ' ~ key ~ ' from touched_matches)' %}
    {%- set is_of_player = 'xuid in (select xuid from touched_players)' %}
    {%- set conditions = {
        ' /* of changed matches */': is_touched,
        ' /* of changed players */': is_of_player,
        ' /* of unchanged matches */ where false': is_of_player ~ ' and not (' ~ is_touched ~ ')',
    } %}
    {%- set cut = namespace(sql=sql) %}
    {%- for relation in relations_read(node) %}
        {%- for mark, condition in conditions.items() %}
            {%- set rows = '(select * from ' ~ relation ~ ' where ' ~ condition ~ ')' %}
            {%- set cut.sql = cut.sql.replace(relation ~ mark, rows) %}
        {%- endfor %}
    {%- endfor %}
    {%- for unique_id in graph.sources %}
        {%- set feed = graph.sources[unique_id] %}
        {%- for mark in [' /* unread */', ' /* files of changed matches */'] %}
            {%- if feed.relation_name ~ mark in cut.sql %}
                {%- set rows = '(' ~ rows_of_files(files.get(feed.name, []), pinned_after) ~ ')' %}
                {%- set cut.sql = cut.sql.replace(feed.relation_name ~ mark, rows) %}
            {%- endif %}
        {%- endfor %}
    {%- endfor %}
    {{- return(cut.sql) -}}
{% endmacro %}

{#- The tables that a model reads, as SQL names them. -#}
{% macro relations_read(node) %}
    {%- set found = [] %}
    {%- for unique_id in node.depends_on.nodes if unique_id in graph.nodes %}
        {%- set source = graph.nodes[unique_id] %}
        {%- if source.config.materialized == 'ephemeral' %}
            {%- do found.extend(relations_read(source)) %}
        {%- else %}
            {%- do found.append(source.relation_name) %}
        {%- endif %}
    {%- endfor %}
    {{- return(found | unique | list) -}}
{% endmacro %}

{#- The feeds that a model reads, by name. -#}
{% macro feeds_read(node) %}
    {%- set found = [] %}
    {%- for unique_id in node.depends_on.nodes %}
        {%- if unique_id in graph.sources %}
            {%- do found.append(graph.sources[unique_id].name) %}
        {%- elif graph.nodes[unique_id].config.materialized == 'ephemeral' %}
            {%- do found.extend(feeds_read(graph.nodes[unique_id])) %}
        {%- endif %}
    {%- endfor %}
    {{- return(found | unique | list) -}}
{% endmacro %}

{#- Segments by feed that were pinned after a build. -#}
{% macro files_pinned_after(build) %}
    {%- set query %}
        select distinct feed, path from raw.segments where pinned_in > {{ build }}
    {%- endset %}
    {{- return(files_by_feed(query)) -}}
{% endmacro %}

{#- Segments by feed that have the documents of the touched matches. -#}
{% macro files_of_touched_matches(node, touched) %}
    {%- set found = {} %}
    {%- for feed in feeds_read(node) %}
        {%- for relation in relations_read(node) if relation.endswith('"stg_' ~ feed ~ '"') %}
            {%- set query %}
                select distinct '{{ feed }}', segments.path
                from raw.segments as segments
                inner join {{ relation }} as documents on segments.segment = documents.segment
                where documents.match_id in ({{ touched }})
            {%- endset %}
            {%- do found.update(files_by_feed(query)) %}
        {%- endfor %}
    {%- endfor %}
    {{- return(found) -}}
{% endmacro %}

{% macro files_by_feed(query) %}
    {%- set found = {} %}
    {%- for row in run_query(query).rows %}
        {%- do found.setdefault(row[0], []).append(row[1]) %}
    {%- endfor %}
    {{- return(found) -}}
{% endmacro %}
