{#- What a build has read, in two tables of the warehouse.

    `raw.table_builds` has one row per feed, table, view and seed: the number of the build that made it
    last (built_in), of the last build that changed a row (changed_in), and of the last build that made
    all rows (replaced_in). `raw.changed_matches` has the matches of which a table changed rows, and in
    which build. A table writes both in the transaction that changes its rows, so what is noted is true
    after any failure. docs/architecture.md explains why an increment is exact. -#}
{% macro create_build_state() %}
    {%- call statement('create_build_state', auto_begin=false) %}
        create table if not exists raw.table_builds (
            table_name varchar,
            built_in bigint,
            changed_in bigint,
            replaced_in bigint,
            has_matches boolean,
            sql_hash varchar,
            docs_hash varchar,
            rows_written bigint
        );
        create table if not exists raw.changed_matches (
            table_name varchar,
            match_id varchar,
            changed_in bigint
        );
        {#- what every table and every test has seen is not needed any more -#}
        delete from raw.changed_matches
        where changed_in <= (select checked_in from ({{ last_checked_build() }}) as checked)
    {%- endcall %}
{% endmacro %}

{#- SQL: the number of the build that runs. -#}
{% macro build_number() -%}
    (select build_number from raw.snapshot)
{%- endmacro %}

{#- The name of a table or a feed in `raw.table_builds`. -#}
{% macro state_name(node) -%}
    {{- return(node.schema ~ '.' ~ (node.get('alias') or node.get('identifier') or node.name)) -}}
{%- endmacro %}

{#- SQL that notes that a table is built, for the transaction that changes it.
    changed: 'all' rows, 'some' rows, or 'none'. rows_written: SQL of their number. -#}
{% macro note_build(name, changed, has_matches=false, sql_hash='', docs_hash='', rows_written='0') %}
    create or replace temp table build_before as
    select * from raw.table_builds where table_name = '{{ name }}';
    delete from raw.table_builds where table_name = '{{ name }}';
    insert into raw.table_builds
    select
        '{{ name }}',
        {{ build_number() }},
        {{ build_number() if changed != 'none' else '(select changed_in from build_before)' }},
        {{ build_number() if changed == 'all' else '(select replaced_in from build_before)' }},
        {{ has_matches }},
        '{{ sql_hash }}',
        '{{ docs_hash }}',
        {{ rows_written }}
{% endmacro %}

{#- SQL that notes matches of which a table changed rows, for the same transaction. -#}
{% macro note_matches(name, matches) %}
    insert into raw.changed_matches
    select distinct '{{ name }}', match_id, {{ build_number() }}
    from {{ matches }}
    where match_id is not null
{% endmacro %}

{#- The tables and feeds that a model reads, by name. Views have no rows of their own, so what they
    read is meant. -#}
{% macro tables_read(node) %}
    {%- set found = [] %}
    {%- for unique_id in node.depends_on.nodes %}
        {%- if unique_id in graph.sources %}
            {%- do found.append(state_name(graph.sources[unique_id])) %}
        {%- elif graph.nodes[unique_id].config.materialized in ('view', 'ephemeral') %}
            {%- do found.extend(tables_read(graph.nodes[unique_id])) %}
        {%- else %}
            {%- do found.append(state_name(graph.nodes[unique_id])) %}
        {%- endif %}
    {%- endfor %}
    {{- return(found | unique | list) -}}
{% endmacro %}

{#- What is noted of a model and of what it reads, as a dictionary. None where it was never built. -#}
{% macro build_state(node) %}
    {%- set sources = [] %}
    {%- for name in tables_read(node) %}
        {%- do sources.append(quoted_text(name)) %}
    {%- endfor %}
    {%- set listed = sources | join(', ') or "''" %}
    {%- set query %}
        with read as (
            select
                *,
                starts_with(table_name, 'raw.') as is_feed
            from raw.table_builds
            where table_name in ({{ listed }})
        )

        select
            own.sql_hash,
            own.docs_hash,
            coalesce((select max(changed_in) from read), 0) > own.built_in as has_news,
            coalesce((select max(replaced_in) from read where has_matches), 0) > own.built_in
                as has_new_tables,
            coalesce((select max(changed_in) from read where not has_matches and not is_feed), 0)
            > own.built_in as has_other_news,
            coalesce((select max(replaced_in) from read), 0) > own.built_in as has_lost_rows,
            own.built_in
        from raw.table_builds as own
        where own.table_name = '{{ state_name(node) }}'
    {%- endset %}
    {%- set rows = run_query(query).rows %}
    {{- return(rows[0].dict() if rows else none) -}}
{% endmacro %}

{#- The texts of a model that are comments in the file, as one hash. -#}
{% macro docs_hash(node) %}
    {%- set texts = [node.description] %}
    {%- for column in node.columns.values() %}
        {%- do texts.append(column.name ~ ': ' ~ column.description) %}
    {%- endfor %}
    {{- return(local_md5(texts | join('\n'))) -}}
{% endmacro %}

{#- SQL that notes which feeds have new segments, and which have lost some. -#}
{% macro note_feeds() %}
        create or replace temp table changed_feeds as
        select
            'raw.' || coalesce(now.feed, known.feed) as table_name,
            -- a segment under another path is none: the folder was moved, or the segment was merged
            count_if(known.segment is null) > 0 as has_more,
            count_if(now.segment is null) > 0 as has_less
        from raw.segments as now
        full outer join segments_before as known on now.segment = known.segment
        group by all
        having has_more or has_less;
        create or replace temp table feeds_before as
        select * from raw.table_builds where table_name in (select table_name from changed_feeds);
        delete from raw.table_builds where table_name in (select table_name from changed_feeds);
        insert into raw.table_builds
        select
            changed_feeds.table_name,
            number.build_number,
            number.build_number,
            case
                when changed_feeds.has_less then number.build_number
                else feeds_before.replaced_in
            end,
            false,
            '',
            '',
            0
        from changed_feeds
        cross join number
        left join feeds_before on changed_feeds.table_name = feeds_before.table_name
{% endmacro %}
