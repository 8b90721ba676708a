{#- Rows of `measured` with a value, and how many earlier rows of their partition there are (`earlier`)
    and have at most this value (`at_most`). Rows of one moment are not earlier than each other.
    A join of each row with all earlier ones would be quadratic; both ways are O(n log n). -#}
{% macro count_earlier_rows(measured, partition, moment, value) -%}
    {{ adapter.dispatch('count_earlier_rows', 'halo')(measured, partition, moment, value) }}
{%- endmacro %}

{#- `rank` in a running window is a merge sort tree. It counts the rows above the value; the window
    contains the rows of the same moment, so these are taken off again. -#}
{% macro duckdb__count_earlier_rows(measured, partition, moment, value) -%}
    select
        *,
        count(*) over until_now - count(*) over now as earlier,
        count(*) over until_now - rank(order by {{ value }} desc) over until_now
        - count(*) over now + rank(order by {{ value }} desc) over now as at_most
    from {{ measured }}
    where {{ value }} is not null
    window
        until_now as (
            partition by {{ partition | join(', ') }}
            order by {{ moment }}
            range between unbounded preceding and current row
        ),
        now as (
            partition by {{ partition | join(', ') }}
            order by {{ moment }}
            range between current row and current row
        )
{%- endmacro %}

{#- The moments of a partition are numbered. Two numbers differ first in one binary digit: on this
    level, the earlier one has 0 there and the later one 1, and all higher digits are the same. So
    each pair is counted on one level, by one running sum over the values of its block. -#}
{% macro spark__count_earlier_rows(measured, partition, moment, value) -%}
    {%- set keys = partition | join(', ') -%}
    with numbered as (
        select
            *,
            dense_rank() over (partition by {{ keys }} order by {{ moment }}) - 1 as moment_number,
            rank() over (partition by {{ keys }} order by {{ moment }}) - 1 as earlier
        from {{ measured }}
        where {{ value }} is not null
    ),

    numbered_rows as (
        select
            *,
            row_number() over (partition by {{ keys }} order by {{ moment }}) as row_in_partition,
            max(moment_number) over (partition by {{ keys }}) as last_moment_number
        from numbered
    ),

    by_level as (
        select
            *,
            moment_number div cast(power(2, level + 1) as bigint) as block,
            moment_number div cast(power(2, level) as bigint) % 2 as digit
        from numbered_rows
        lateral view explode(sequence(0, length(bin(last_moment_number)) - 1)) levels as level
    ),

    counted as (
        select
            *,
            sum(1 - digit) over (
                partition by {{ keys }}, level, block
                order by {{ value }}
                range between unbounded preceding and current row
            ) as at_most_in_block
        from by_level
    ),

    added as (
        select
            {{ keys }},
            row_in_partition,
            sum(case when digit = 1 then at_most_in_block else 0 end) as at_most
        from counted
        group by {{ keys }}, row_in_partition
    )

    select
        numbered_rows.*,
        added.at_most
    from numbered_rows
    inner join added
        on
            numbered_rows.row_in_partition = added.row_in_partition
            {%- for name in partition %}
            and numbered_rows.{{ name }} = added.{{ name }}
            {%- endfor %}
{%- endmacro %}

{#- The same for the rows of `measured` with is_changed. All other rows of their partition are earlier
    than these, so their values are only counted. -#}
{% macro count_earlier_rows_of_changed(measured, partition, moment, value) -%}
    {{ adapter.dispatch('count_earlier_rows_of_changed', 'halo')(measured, partition, moment, value) }}
{%- endmacro %}

{#- Each unchanged value counts for the least changed value that is not below it. A running count over all
    values takes twice as long: it sorts them with the other columns of their rows. -#}
{% macro duckdb__count_earlier_rows_of_changed(measured, partition, moment, value) -%}
    {%- set keys = partition | join(', ') -%}
    with changed_rows as (
        select * from {{ measured }}
        where is_changed and {{ value }} is not null
    ),

    groups as (
        select
            {{ keys }},
            row_number() over (order by {{ keys }}) as group_number
        from changed_rows
        group by {{ keys }}
    ),

    changed_values as (
        select distinct
            group_number,
            {{ value }}
        from changed_rows
        inner join groups using ({{ keys }})
    ),

    unchanged_values as (
        select
            group_number,
            {{ value }}
        from {{ measured }}
        inner join groups using ({{ keys }})
        where not is_changed and {{ value }} is not null
    ),

    unchanged_totals as (
        select
            group_number,
            count(*) as unchanged
        from unchanged_values
        group by group_number
    ),

    counted as (
        select
            changed_values.group_number,
            changed_values.{{ value }},
            count(*) as row_count
        from unchanged_values
        asof inner join changed_values
            on
                unchanged_values.group_number = changed_values.group_number
                and unchanged_values.{{ value }} <= changed_values.{{ value }}
        group by changed_values.group_number, changed_values.{{ value }}
    ),

    added as (
        select
            group_number,
            {{ value }},
            sum(counted.row_count) over (partition by group_number order by {{ value }})
                as unchanged_at_most
        from changed_values
        left join counted using (group_number, {{ value }})
    ),

    compared as (
        {{ count_earlier_rows('changed_rows', partition, moment, value) }}
    )

    select
        {{ keys }},
        match_id,
        {{ moment }},
        history,
        earlier + coalesce(unchanged, 0) as earlier,
        at_most + coalesce(unchanged_at_most, 0) as at_most
    from compared
    inner join groups using ({{ keys }})
    inner join added using (group_number, {{ value }})
    left join unchanged_totals using (group_number)
{%- endmacro %}

{#- Spark cannot join with the nearest value, so a running count over the values of all rows is made. -#}
{% macro spark__count_earlier_rows_of_changed(measured, partition, moment, value) -%}
    {%- set keys = partition | join(', ') -%}
    with counted as (
        select
            *,
            count(case when not is_changed then 1 end) over (
                partition by {{ keys }}
            ) as unchanged,
            count(case when not is_changed then 1 end) over (
                partition by {{ keys }}
                order by {{ value }}
                range between unbounded preceding and current row
            ) as unchanged_at_most
        from {{ measured }}
        where {{ value }} is not null
    ),

    changed_rows as (
        select * from counted
        where is_changed
    ),

    compared as (
        {{ count_earlier_rows('changed_rows', partition, moment, value) }}
    )

    select
        {{ keys }},
        match_id,
        {{ moment }},
        history,
        earlier + unchanged as earlier,
        at_most + unchanged_at_most as at_most
    from compared
{%- endmacro %}
