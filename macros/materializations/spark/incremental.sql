{#- A table on Spark of which a build replaces only the partitions that its news touches. The strategies
    are those of DuckDB (macros/materializations/incremental.sql). All of them make a partition again
    from what the inputs have of it, so that a build can be repeated after any failure. -#}
{% materialization incremental, adapter='spark' %}
    {%- set table = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set state = partition_state(model) -%}
    {%- set sql_hash = local_md5(compiled_code) -%}
    {%- set by = partitioned_by(model) -%}
    {%- set is_new = not is_kept(existing, 'table') or state.own is none
        or state.own.sql_hash != sql_hash or (state.has_news and partitions_must_be_new(state)) -%}
    {{ run_hooks(pre_hooks) }}
    {% if by is none %}
        {{ make_whole_table(table, existing, state, sql_hash) }}
    {% elif is_new %}
        {% do forget_table(state_name(model), state) %}
        {% if existing is not none %}{% do adapter.drop_relation(existing) %}{% endif %}
        {% if config.get('contract').enforced %}{% do get_assert_columns_equivalent(compiled_code) %}{% endif %}
        {% do make_table(
            table, partitioned_rows(compiled_code, by), 'partition_number', comment_clause(), described_columns()
        ) %}
        {% do note_partitions(
            state_name(model), state, 'all', has_matches=(by == 'matches'), sql_hash=sql_hash
        ) %}
    {% elif not state.has_news %}
        {% call noop_statement('main', 'nothing new', 'nothing new', 0) %}{% endcall %}
    {% else %}
        {%- set changed = add_to_partitions(table, state, by) %}
        {% do note_increment(state_name(model), state, 'some' if changed else 'none', changed) %}
    {% endif %}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [table]}) }}
{% endmaterialization %}

{#- What the rows of a table are partitioned by. None where documents without a match compete for a key:
    there are few of them, so such a table is made whole. -#}
{% macro partitioned_by(node) %}
    {%- if 'match_id' in node.columns %}
        {{- return('matches') -}}
    {%- elif node.config.incremental_strategy == 'segments' %}
        {{- return('segments') -}}
    {%- endif %}
    {{- return(none) -}}
{% endmacro %}

{#- Whether partitions that are added to would miss rows. -#}
{% macro partitions_must_be_new(state) %}
    {%- set strategy = config.require('incremental_strategy') %}
    {%- if strategy == 'matches' %}
        {{- return(state.has_new_tables or state.has_other_news and not state.has_known_rows) -}}
    {%- elif strategy == 'later_matches' %}
        {{- return(state.has_new_tables or state.has_other_news or not state.has_known_rows) -}}
    {%- endif %}
    {{- return(state.has_lost_rows) -}}
{% endmacro %}

{#- Makes the partitions again that the news touches, and returns those of which rows changed. -#}
{% macro add_to_partitions(table, state, by) %}
    {%- set strategy = config.require('incremental_strategy') %}
    {%- if strategy == 'matches' and state.has_other_news %}
        {{- return(replace_known_partitions(table, partitioned_rows(compiled_code, by), none, state)) -}}
    {%- elif by == 'segments' %}
        {%- set touched = builds_with_segments(model, state.own.built_in) %}
    {%- elif strategy == 'matches' %}
        {%- set touched = state.touched_by_tables %}
    {%- elif strategy == 'later_matches' %}
        {%- set touched = partitions_of_later_matches(table, state.touched_by_tables) %}
    {%- else %}
        {%- set touched = state.touched_by_feeds %}
    {%- endif %}
    {%- if not touched %}
        {%- call noop_statement('main', 'nothing new', 'nothing new', 0) %}{% endcall %}
        {{- return([]) -}}
    {%- endif %}
    {%- set files = files_of_builds(model, touched) if by == 'segments' else files_of_partitions(model, touched) %}
    {%- set sql = with_partitions_cut(compiled_code, model, touched, files) %}
    {{- return(replace_partitions(table, sql, by, touched, state)) -}}
{% endmacro %}

{#- The partitions of the matches that the players of touched partitions played from then on. -#}
{% macro partitions_of_later_matches(table, touched) %}
    {%- if not touched %}
        {{- return([]) -}}
    {%- endif %}
    {%- set is_touched = 'partition_number in (' ~ touched | join(', ') ~ ')' %}
    {%- set query %}
        with known as (
            select xuid, started_at, partition_number from {{ matches_of_players() }}
            union all
            select xuid, started_at, partition_number from {{ table }}
        ),

        players as (
            select
                xuid,
                min(started_at) as first_changed_at
            from known
            where {{ is_touched }}
            group by xuid
        )

        select distinct known.partition_number
        from known
        inner join players on known.xuid = players.xuid
        where known.started_at >= players.first_changed_at or {{ is_touched }}
    {%- endset %}
    {%- set later = run_query(query).columns[0].values() | map('int') | list %}
    {{- return((touched + later) | unique | sort) -}}
{% endmacro %}
