{%- set depth = 8 -%}

with shapes as (
    select
        feed,
        document_name,
        shape,
        sum(payload_count) as payload_count,
        min(first_seen_at) as first_seen_at
    from {{ ref('stg_payload_shapes') }}
    group by feed, document_name, shape
),

known as (
    select * from {{ ref('known_payload_keys') }}
),

level_0 as (
    select
        feed,
        document_name as path,
        shape as value,
        payload_count,
        first_seen_at
    from shapes
),

{% for level in range(1, depth + 1) -%}
-- A list has one element here: the shape of all of them.
opened_{{ level }} as (
    select
        feed,
        payload_count,
        first_seen_at,
        case when value like '[%' then concat(path, '[]') else path end as path,
        case when value like '[%' then substr(value, 2, length(value) - 2) else value end as value
    from level_{{ level - 1 }}
),

parsed_{{ level }} as (
    select
        feed,
        payload_count,
        first_seen_at,
        path,
        map_entries({{ parse_json('value', 'map') }}) as entries
    from opened_{{ level }}
    where left(value, 1) = '{'
),

entries_{{ level }} as (
    select
        parsed_{{ level }}.*,
        entry
    from parsed_{{ level }}
    {{ unnest('parsed_' ~ level ~ '.entries', 'entry') }}
),

level_{{ level }} as (
    select
        feed,
        case
            when entry.key = '[]' then concat(path, '[]')
            when path = '' then entry.key
            else concat(path, '.', {{ replace_all('entry.key', '^[0-9]+$', '*') }})
        end as path,
        entry.value as value,
        payload_count,
        first_seen_at
    from entries_{{ level }}
),

{% endfor -%}

paths as (
    {%- for level in range(1, depth + 1) %}
    select
        feed,
        path,
        payload_count,
        first_seen_at
    from level_{{ level }}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        paths.feed,
        paths.path,
        min(paths.first_seen_at) as first_seen_at,
        cast(sum(paths.payload_count) as bigint) as payload_count
    from paths
    left join known
        on
            paths.feed = known.feed
            and (
                paths.path = known.path
                or (known.is_open and left(paths.path, length(known.path)) = known.path)
            )
    where known.path is null and paths.path not like '%[]'
    group by paths.feed, paths.path
)

select * from final
