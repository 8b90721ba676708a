{#- The keys of the objects in `level_<n - 1>`, as the CTE `level_<n>`: their paths, and what they hold.
    A list has one element here, the shape of all of them; one engine puts it under the key []. -#}
{% macro payload_level(level) -%}
opened_{{ level }} as (
    select
        feed,
        shape_hash,
        case when value like '[%' or value like '{"[]":%' then concat(path, '[]') else path end as path,
        case
            when value like '[%' then substr(value, 2, length(value) - 2)
            when value like '{"[]":%' then trim(substr(value, 7, length(value) - 7))
            else value
        end as value
    from level_{{ level - 1 }}
),

parsed_{{ level }} as (
    select
        feed,
        shape_hash,
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
        shape_hash,
        case
            when path = '' then entry.key
            else concat(path, '.', {{ replace_all('entry.key', '^[0-9]+$', '*') }})
        end as path,
        path as parent_path,
        entry.value as value
    from entries_{{ level }}
    where entry.key <> '[]'
)
{%- endmacro %}
