{%- set feeds = [
    'asset_names', 'assets', 'match_film', 'match_skill', 'match_stats', 'player_matches',
] -%}

with ledger as (
    select * from {{ ref('stg_ledger') }}
),

landed as (
    select
        feed,
        count(distinct key) as raw_keys
    from ledger
    where status = 'ok'
    group by feed
),

built as (
    {%- for feed in feeds %}
    select
        '{{ feed }}' as feed,
        count(distinct raw_key) as warehouse_keys
    from {{ ref('stg_' ~ feed) }}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        built.feed,
        coalesce(landed.raw_keys, 0) as raw_keys,
        built.warehouse_keys,
        coalesce(landed.raw_keys, 0) = built.warehouse_keys as is_agreeing
    from built
    left join landed on built.feed = landed.feed
)

select * from final
