{%- set fates = ['kept', 'superseded_by_api', 'orphaned', 'rederived', 'unusable'] -%}

with files as (
    select * from {{ ref('stg_legacy_files') }}
),

destinations as (
    select * from {{ ref('legacy_tables') }}
),

landings as (
    select * from {{ ref('int_legacy_landed') }}
),

fates as (
    select * from {{ ref('int_legacy_fates') }}
    union all
    select * from {{ ref('int_legacy_film_fates') }}
    union all
    select * from {{ ref('int_legacy_alias_fates') }}
    union all
    select * from {{ ref('int_legacy_other_fates') }}
),

reported as (
    select
        owner_xuid,
        max(owner_gamertag) as gamertag,
        table_name,
        sum(row_count) as rows_in
    from files
    group by owner_xuid, table_name
),

sorted as (
    select
        owner_xuid,
        table_name,
        {%- for fate in fates %}
        sum(case when fate = '{{ fate }}' then distinct_rows else 0 end) as {{ fate }},
        {%- endfor %}
        sum(staged_rows) as staged_rows,
        sum(distinct_rows) as distinct_rows
    from fates
    group by owner_xuid, table_name
),

-- What the file said it holds is the measure. Tables no model reads are kept where they landed.
accounted as (
    select
        coalesce(reported.gamertag, reported.owner_xuid, 'shared') as owner,
        reported.owner_xuid,
        reported.table_name,
        coalesce(destinations.destination, 'raw.legacy_other') as destination,
        reported.rows_in,
        coalesce(sorted.staged_rows - sorted.distinct_rows, 0) as duplicates_removed,
        coalesce(sorted.superseded_by_api, 0) as superseded_by_api,
        coalesce(sorted.orphaned, 0) as orphaned,
        case
            when destinations.handling = 'core'
                then coalesce(sorted.unusable, 0) + coalesce(landings.keyless_rows, 0)
            else 0
        end as unusable,
        case
            when destinations.handling = 'core'
                then coalesce(sorted.kept, 0) + coalesce(landings.answers, 0)
            when destinations.handling = 'rederived' then 0
            else coalesce(landings.row_count, 0)
        end as kept,
        case
            when destinations.handling = 'rederived' then coalesce(landings.row_count, 0)
            else coalesce(sorted.rederived, 0)
        end as rederived
    from reported
    left join destinations on reported.table_name = destinations.table_name
    left join sorted
        on
            reported.table_name = sorted.table_name
            and reported.owner_xuid is not distinct from sorted.owner_xuid
    left join landings
        on
            reported.table_name = landings.table_name
            and reported.owner_xuid is not distinct from landings.owner_xuid
),

final as (
    select
        owner,
        owner_xuid,
        table_name,
        destination,
        cast(rows_in as bigint) as rows_in,
        cast(rows_in - duplicates_removed as bigint) as distinct_rows,
        cast(duplicates_removed as bigint) as duplicates_removed,
        {%- for fate in fates %}
        cast({{ fate }} as bigint) as {{ fate }},
        {%- endfor %}
        cast(rows_in - duplicates_removed - {{ fates | join(' - ') }} as bigint) as missing
    from accounted
)

select * from final
