{#- One number for rows in any order, none without rows. A hash of the columns themselves leaves nulls out,
    so a value that moves to the next column would not count, and Spark hashes no maps. -#}
{% macro rows_hash() %}
    sum(cast(xxhash64(
        to_json(struct(*), map('timestampFormat', 'yyyy-MM-dd HH:mm:ss.SSSSSS'))
    ) as decimal(38, 0)))
{%- endmacro %}
