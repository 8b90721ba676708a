{#- `ok` rows of a feed, one per key: the one that landed first. -#}
{% macro unread_documents(feed) %}
    with landed as (
        select
            *,
            row_number() over (partition by key order by sequence, run_id) as landing
        from {{ unread(source('raw', feed)) }}
        where status = 'ok'
    )

    select
        key,
        payload,
        requested_for,
        sequence,
        run_id,
        segment,
        cast(landed_at as timestamp) as landed_at
    from landed
    where landing = 1
{% endmacro %}

{#- Every `ok` row of a feed that keeps history (of one key, if named). -#}
{% macro unread_versions(feed, key=none) %}
    select
        key,
        payload,
        requested_for,
        sequence,
        run_id,
        segment,
        cast(landed_at as timestamp) as landed_at
    from {{ unread(source('raw', feed)) }}
    where
        status = 'ok'
        {%- if key %}
        and key = '{{ key }}'
        {%- endif %}
{% endmacro %}

{#- The narrow columns of every row of a feed with any status. -#}
{% macro unread_ledger_rows(feed) %}
    select
        '{{ feed }}' as feed,
        key,
        {{ match_of_key(feed) }} as match_id,
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
    from {{ unread(source('raw', feed)) }}
{% endmacro %}

{#- SQL of the match that a key of a feed is about; null for other feeds. -#}
{% macro match_of_key(feed) -%}
    {%- if feed in ('match_stats', 'match_skill', 'match_film', 'film_manifests') -%}
        key
    {%- elif feed == 'film_chunks' -%}
        split_part(key, ':', 1)
    {%- elif feed == 'player_matches' -%}
        split_part(key, ':', 2)
    {%- else -%}
        cast(null as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro %}

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
