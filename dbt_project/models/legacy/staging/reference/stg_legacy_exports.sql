with notes as (
    {{ legacy_rows('legacy_sync_meta', {'value': 'string'}) }}
),

versions as (
    {{ legacy_rows('legacy_other', {'description': 'string'}) }}
),

-- Files that `ingest export-legacy` wrote say so: their times are UTC, their scores the teams'.
final as (
    select
        {{ legacy_columns() }}
    from notes
    where old.value = 'halo warehouse'
    union all
    select
        {{ legacy_columns() }}
    from versions
    where old.description like '%halo warehouse%'
)

select * from final
