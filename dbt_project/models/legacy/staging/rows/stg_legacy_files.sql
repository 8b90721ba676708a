{%- set schema = {
    'file': 'string', 'kind': 'string', 'table_name': 'string', 'feed': 'string',
    'row_count': 'bigint', 'owner_gamertag': 'string',
} -%}

with old_rows as (
    {{ legacy_rows('legacy_files', schema) }}
),

final as (
    select
        old.file as file_name,
        old.kind as file_kind,
        old.table_name as table_name,
        old.feed as feed,
        old.row_count as row_count,
        old.owner_gamertag as owner_gamertag,
        {{ legacy_columns() }}
    from old_rows
)

select * from final
