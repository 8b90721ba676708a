{#- A table of Spark has the number of the partition as its last column, which no model may select. The
    rows that a unit test gives are a CTE without it. -#}
{% macro spark__marked_rows(table, mark) -%}
    {%- set is_cte = '__dbt__cte__' in table | string -%}
    (select * {{ '' if is_cte else 'except (partition_number) ' }}from {{ table }} {{ mark }})
{%- endmacro %}

{#- The SQL of a model that reads only some partitions of what it marks. Partitions are named in the
    SQL, so Spark opens no other file. Models of later_matches read the players of these partitions too. -#}
{% macro with_partitions_cut(sql, node, partitions, files) %}
    {%- set listed = partitions | join(', ') %}
    {%- set cut = namespace(sql=sql) %}
    {%- for relation in relations_read(node) %}
        {%- set conditions = {' /* of changed matches */': ' where partition_number in (' ~ listed ~ ')'} %}
        {%- if ' /* of changed players */' in cut.sql or ' /* of unchanged matches */' in cut.sql %}
            {%- set of_players = ' where xuid in (select xuid from ' ~ matches_of_players()
                ~ ' where partition_number in (' ~ listed ~ '))' %}
            {%- do conditions.update({
                ' /* of changed players */': of_players,
                ' /* of unchanged matches */ where false':
                    of_players ~ ' and partition_number not in (' ~ listed ~ ')',
            }) %}
        {%- endif %}
        {%- for mark, condition in conditions.items() %}
            {%- set cut.sql = cut.sql.replace(relation ~ mark, relation ~ condition) %}
        {%- endfor %}
    {%- endfor %}
    {%- for unique_id in graph.sources %}
        {%- set feed = graph.sources[unique_id] %}
        {%- for mark in [' /* unread */', ' /* files of changed matches */'] %}
            {%- if feed.relation_name ~ mark in cut.sql %}
                {%- set rows = '(' ~ rows_of_segment_files(files.get(feed.name, [])) ~ ')' %}
                {%- set cut.sql = cut.sql.replace(feed.relation_name ~ mark, rows) %}
            {%- endif %}
        {%- endfor %}
    {%- endfor %}
    {{- return(cut.sql) -}}
{% endmacro %}

{#- The files, by feed, that have rows of some partitions. Most tables ask for the same partitions, so the
    answer is kept. -#}
{% macro files_of_partitions(node, partitions) %}
    {%- if not feeds_read(node) %}
        {{- return({}) -}}
    {%- endif %}
    {%- set kept, listed = graph.get('files by partitions', {}), partitions | join(', ') %}
    {%- if listed not in kept %}
        {%- do kept.update({listed: files_by_feed(query_of_files(partitions))}) %}
    {%- endif %}
    {{- return(kept[listed]) -}}
{% endmacro %}

{#- Without rows of partition 0, Spark reads only the matches of these partitions. -#}
{% macro query_of_files(partitions) %}
    {%- set join = 'left' if 0 in partitions else 'inner' %}
    {%- set number = 'partitions.partition_number' %}
    select distinct
        segments.feed,
        segments.path
    from raw.segments as segments
    inner join raw.landings as landings on segments.segment = landings.segment
    {{ join }} join raw.match_partitions as partitions on landings.match_key = partitions.match_key
    where {{ 'coalesce(' ~ number ~ ', 0)' if join == 'left' else number }} in ({{ partitions | join(', ') }})
{% endmacro %}

{#- The files, by feed, with segments that were pinned in some builds. -#}
{% macro files_of_builds(node, builds) %}
    {%- set query %}
        select distinct
            feed,
            path
        from raw.segments
        where feed in ({{ quoted_list(feeds_read(node)) }}) and pinned_in in ({{ builds | join(', ') }})
    {%- endset %}
    {{- return(files_by_feed(query)) -}}
{% endmacro %}

{#- The builds after a build that pinned segments of the feeds which a model reads. -#}
{% macro builds_with_segments(node, build) %}
    {%- set query %}
        select distinct pinned_in
        from raw.segments
        where feed in ({{ quoted_list(feeds_read(node)) }}) and pinned_in > {{ build }}
        order by pinned_in
    {%- endset %}
    {{- return(run_query(query).columns[0].values() | map('int') | list) -}}
{% endmacro %}

{% macro quoted_list(texts) -%}
    {%- for text in texts %}{{ quoted_text(text) }}{{ ', ' if not loop.last }}{% endfor -%}
{%- endmacro %}
