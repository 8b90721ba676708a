{%- set feeds = legacy_feeds() -%}
{%- set schema = {
    'match_id': 'string', 'xuid': 'string', 'medal_name_id': 'bigint', 'award_name': 'string',
    'answer_feed': 'string',
} -%}

with
{%- for feed in feeds %}
{{ feed }} as (
    select
        '{{ feed }}' as feed,
        split_part(key, ':', 1) as file_sha256,
        split_part(key, ':', 2) as table_name,
        requested_for as owner_xuid,
        {{ parse_json('payload', schema) }} as old,
        segment
    from {{ unread(source('old', feed)) }}
    where status = 'ok'
),

{% endfor -%}

landed as (
    {%- for feed in feeds %}
    select
        feed,
        file_sha256,
        table_name,
        owner_xuid,
        segment,
        {{ lacks_key(feed) }} as is_keyless
    from {{ feed }}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        feed,
        file_sha256,
        table_name,
        owner_xuid,
        segment,
        cast(count(*) as bigint) as row_count,
        cast(count_if(is_keyless) as bigint) as keyless_rows
    from landed
    group by feed, file_sha256, table_name, owner_xuid, segment
)

select * from final
