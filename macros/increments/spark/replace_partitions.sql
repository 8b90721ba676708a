{#- The rows of a query with the number of their partition, for a table that is partitioned by it. Of a
    match, this is the partition that `raw.match_partitions` gives it. Of other rows it is the build that
    found their segment. Rows of many partitions are sorted to them first, so each has one file. -#}
{% macro partitioned_rows(sql, by, are_many=true) %}
    select {{ '/*+ rebalance(partition_number) */' if are_many }}
        made.*,
        {%- if by == 'matches' %}
        coalesce(partitions.partition_number, 0) as partition_number
        {%- else %}
        cast(partitions.pinned_in as int) as partition_number
        {%- endif %}
    from (
        {{ sql }}
    ) as made
    {%- if by == 'matches' %}
    left join raw.match_partitions as partitions on lower(made.match_id) = partitions.match_key
    {%- else %}
    inner join raw.segments as partitions on made.segment = partitions.segment
    {%- endif %}
{% endmacro %}

{#- The partitions that a table has. -#}
{% macro partitions_of(table) %}
    {%- set found = [] %}
    {%- for row in run_query('show partitions ' ~ table).rows %}
        {%- do found.append(row[0].split('=')[1] | int) %}
    {%- endfor %}
    {{- return(found) -}}
{% endmacro %}

{#- Replaces partitions of a table by the rows of a query, and returns those of which rows changed. A
    partition that the table does not have yet is only written. -#}
{% macro replace_partitions(table, sql, by, partitions, state) %}
    {%- set known = partitions_of(table) | select('in', partitions) | list %}
    {%- set rows = partitioned_rows(sql, by, are_many=partitions | length > 2) %}
    {%- if known %}
        {{- return(replace_known_partitions(table, rows, partitions, state)) -}}
    {%- endif %}
    {%- call statement('main') %}
        insert overwrite table {{ table }} partition (partition_number)
        select * from ({{ rows }}) as found where partition_number in ({{ partitions | join(', ') }})
    {%- endcall %}
    {{- return(partitions) -}}
{% endmacro %}

{#- The same where the table has some of these partitions. The rows are made beside the table, and only
    partitions whose rows differ are replaced. After a build that did not end, all of them are.
    partitions: none for all of them. -#}
{% macro replace_known_partitions(table, rows, partitions, state) %}
    {%- set made = table.incorporate(path={'identifier': table.identifier ~ '__made'}) %}
    {%- set is_meant = 'partition_number in (' ~ partitions | join(', ') ~ ')' if partitions is not none else 'true' %}
    {%- do drop_if_left(made) %}
    {%- do make_table_like(
        made, table, 'select * from (' ~ rows ~ ') as found where ' ~ is_meant, 'partition_number'
    ) %}
    {%- set changed, emptied = [], [] %}
    {%- for row in run_query(differing_partitions(table, made, is_meant, state)).rows %}
        {%- do (changed if row['is_made'] else emptied).append(row['partition_number'] | int) %}
    {%- endfor %}
    {%- if changed %}
        {%- call statement('replace') %}
            insert overwrite table {{ table }} partition (partition_number)
            select * from {{ made }} where partition_number in ({{ changed | join(', ') }})
        {%- endcall %}
    {%- endif %}
    {%- for partition in emptied %}
        {%- do run_query('alter table ' ~ table ~ ' drop if exists partition (partition_number = ' ~ partition ~ ')') %}
    {%- endfor %}
    {%- do run_query('drop table ' ~ made) %}
    {{- return(changed + emptied if state.has_known_rows else partitions) -}}
{% endmacro %}

{#- A query of the partitions of which two tables have other rows. -#}
{% macro differing_partitions(table, made, is_meant, state) %}
    select
        coalesce(new.partition_number, old.partition_number) as partition_number,
        new.partition_number is not null as is_made
    from ({{ hash_by_partition(made, is_meant) }}) as new
    full outer join ({{ hash_by_partition(table, is_meant) }}) as old
        on new.partition_number = old.partition_number
    {%- if state.has_known_rows %}
    where new.rows_hash is distinct from old.rows_hash or new.row_count is distinct from old.row_count
    {%- endif %}
{% endmacro %}

{% macro hash_by_partition(table, is_meant) %}
    select
        partition_number,
        count(*) as row_count,
        {{ rows_hash() }} as rows_hash
    from {{ table }}
    where {{ is_meant }}
    group by partition_number
{% endmacro %}
