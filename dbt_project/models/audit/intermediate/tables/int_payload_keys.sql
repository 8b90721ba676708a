{%- set depth = 8 -%}

with shapes as (
    select distinct
        feed,
        document_name,
        shape,
        shape_hash
    from {{ ref('stg_payload_shapes') }}
),

level_0 as (
    select
        feed,
        shape_hash,
        document_name as path,
        shape as value
    from shapes
),

{% for level in range(1, depth + 1) -%}
{{ payload_level(level) }},

{% endfor -%}
found as (
    {%- for level in range(1, depth + 1) %}
    select
        feed,
        shape_hash,
        path,
        parent_path,
        value
    from level_{{ level }}
    union all
    select
        feed,
        shape_hash,
        path,
        left(path, length(path) - 2) as parent_path,
        value
    from opened_{{ level }}
    where path like '%[]'
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

-- Distinct, as all keys of digits have one path.
final as (
    select distinct
        feed,
        shape_hash,
        path,
        parent_path,
        case
            {%- for kind, digit in payload_kinds().items() %}
            when value = '{{ digit }}' then '{{ kind }}'
            {%- endfor %}
            when value like '[%' or value like '{"[]":%' then 'list'
            else 'object'
        end as kind
    from found
)

select * from final
