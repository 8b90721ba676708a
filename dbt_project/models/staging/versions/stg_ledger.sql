{%- set feeds = [
    'asset_names',
    'assets',
    'documents',
    'film_chunks',
    'film_manifests',
    'history_walks',
    'match_film',
    'match_skill',
    'match_stats',
    'player_matches',
    'player_snapshots',
    'profiles',
] -%}

with ledger_rows as (
    {%- for feed in feeds %}
    {{ unread_ledger_rows(feed) }}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select * from ledger_rows
)

select * from final
