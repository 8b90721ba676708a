{%- set kinds = ['matches', 'players', 'teams', 'films'] -%}

with found as (
    {%- for kind in kinds %}
    select
        oddity,
        match_id,
        subject,
        row_count
    from {{ ref('int_odd_' ~ kind) }}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        oddity,
        match_id,
        subject,
        row_count
    from found
)

select * from final
