{#- `ok` rows of a feed from segments this model has not read, one per key: the earliest landed.
    A row that landed earlier than the one the model holds replaces it, so the order in which
    segments are read does not matter. -#}
{% macro unread_documents(feed) %}
    with unread as (
        select *
        from {{ source('raw', feed) }}
        where status = 'ok'
        {%- if is_incremental() %}
            and segment not in (select known.segment from {{ this }} as known)
        {%- endif %}
    ),

    ranked as (
        select
            *,
            row_number() over (partition by key order by sequence, run_id) as landing
        from unread
    )

    select
        ranked.key,
        ranked.payload,
        ranked.requested_for,
        ranked.sequence,
        ranked.run_id,
        ranked.segment,
        cast(ranked.landed_at as timestamp) as landed_at
    from ranked
    {%- if is_incremental() %}
    left join {{ this }} as held on ranked.key = held.raw_key
    {%- endif %}
    where ranked.landing = 1
    {%- if is_incremental() %}
        and (
            held.raw_key is null
            or ranked.sequence < held.sequence
            or (ranked.sequence = held.sequence and ranked.run_id < held.run_id)
        )
    {%- endif %}
{% endmacro %}

{#- Every `ok` row of a feed that keeps history (of one key, if named), from segments this model
    has not read. -#}
{% macro unread_versions(feed, key=none) %}
    select
        key,
        payload,
        requested_for,
        sequence,
        run_id,
        segment,
        cast(landed_at as timestamp) as landed_at
    from {{ source('raw', feed) }}
    where status = 'ok'
    {%- if key %}
        and key = '{{ key }}'
    {%- endif %}
    {%- if is_incremental() %}
        and segment not in (select known.segment from {{ this }} as known)
    {%- endif %}
{% endmacro %}

{#- Rows of a model whose segments this model has not read. -#}
{% macro unread_rows(model) %}
    select *
    from {{ model }}
    {%- if is_incremental() %}
    where segment not in (select known.segment from {{ this }} as known)
    {%- endif %}
{% endmacro %}

{#- Before a model reads on: drop what it holds from segments that `ingest verify` set aside. -#}
{% macro delete_rows_of_removed_segments() %}
    {%- if execute and is_incremental() -%}
        delete from {{ this }} where segment not in (select segment from raw.segments)
    {%- endif -%}
{% endmacro %}

{#- The narrow columns of every row of a feed with any status, from unread segments. -#}
{% macro unread_ledger_rows(feed) %}
    select
        '{{ feed }}' as feed,
        key,
        status,
        http_status,
        attempt,
        reason,
        requested_for,
        sequence,
        run_id,
        segment,
        cast(next_try_at as timestamp) as next_try_at,
        cast(landed_at as timestamp) as landed_at
    from {{ source('raw', feed) }}
    {%- if is_incremental() %}
    where segment not in (select known.segment from {{ this }} as known)
    {%- endif %}
{% endmacro %}

{#- The newest version of one of our documents, as the CTE `newest` with a parsed `document`. -#}
{% macro newest_document(name, schema) %}
    select {{ parse_json('payload', schema) }} as document
    from (
        select
            payload,
            row_number() over (order by sequence desc, run_id desc) as age
        from {{ source('raw', 'documents') }}
        where status = 'ok' and key = '{{ name }}'
    ) as versions
    where age = 1
{% endmacro %}
