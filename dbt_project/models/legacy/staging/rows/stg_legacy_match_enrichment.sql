{%- set schema = {'match_id': 'string', 'teammates_signature': 'string'} -%}

with old_rows as (
    {{ legacy_rows('legacy_player_match_enrichment', schema) }}
),

final as (
    select
        lower(old.match_id) as match_id,
        old.teammates_signature as teammates_signature,
        {{ legacy_columns() }}
    from old_rows
    where old.match_id is not null
)

select * from final
