{#- What a model reads has changed in these ways since it was built. `own` is none where it never was. A build
    that did not end may have replaced rows of the model, and noted nothing: then the rows cannot say what
    changed, and all that is made again counts as changed. -#}
{% macro partition_state(node) %}
    {%- set tables, views = tables_read(node), views_read(node) %}
    {%- set notes = notes_of(tables + views + [state_name(node), 'this build']) %}
    {%- set own = notes.get(state_name(node)) %}
    {%- set built_in = own.built_in if own is not none else -1 %}
    {%- set found = namespace(has_news=false, has_new_tables=false, has_other_news=false, has_lost_rows=false) %}
    {%- set touched_by_tables, touched_by_feeds = [], [] %}
    {%- for name, note in notes.items() if name in tables or name in views %}
        {%- set is_feed = name.startswith('raw.') %}
        {%- set is_replaced = note.replaced_in > built_in %}
        {%- set found.has_news = found.has_news or note.changed_in > built_in %}
        {%- set found.has_lost_rows = found.has_lost_rows or is_replaced %}
        {%- if name in views or note.has_matches %}
            {%- set found.has_new_tables = found.has_new_tables or is_replaced %}
        {%- elif not is_feed %}
            {%- set found.has_other_news = found.has_other_news or note.changed_in > built_in %}
        {%- endif %}
        {%- for partition, changed_in in note.changed_partitions.items() if changed_in > built_in %}
            {%- do (touched_by_feeds if is_feed else touched_by_tables).append(partition | int) %}
        {%- endfor %}
    {%- endfor %}
    {{- return({
        'own': own,
        'number': notes['this build'].built_in,
        'has_known_rows': built_in >= notes['this build'].changed_in,
        'has_news': found.has_news,
        'has_new_tables': found.has_new_tables,
        'has_other_news': found.has_other_news,
        'has_lost_rows': found.has_lost_rows,
        'touched_by_tables': touched_by_tables | unique | sort,
        'touched_by_feeds': touched_by_feeds | unique | sort,
    }) -}}
{% endmacro %}

{#- The views that a model reads, by name. They are noted when their SQL changed. -#}
{% macro views_read(node) %}
    {%- set found = [] %}
    {%- for unique_id in node.depends_on.nodes if unique_id in graph.nodes %}
        {%- set source = graph.nodes[unique_id] %}
        {%- if source.config.materialized in ('view', 'ephemeral') %}
            {%- do found.extend(views_read(source)) %}
        {%- endif %}
        {%- if source.config.materialized == 'view' %}
            {%- do found.append(state_name(source)) %}
        {%- endif %}
    {%- endfor %}
    {{- return(found | unique | list) -}}
{% endmacro %}
