{%- set mentioning = [
    'stg_legacy_match_stats', 'stg_legacy_match_registry', 'stg_legacy_match_enrichment',
    'stg_legacy_participants', 'stg_legacy_medals', 'stg_legacy_awards', 'stg_legacy_skill',
    'stg_legacy_events', 'stg_legacy_pairs',
] -%}

with registry as (
    select * from {{ ref('match_registry') }}
),

completeness as (
    select * from {{ ref('int_legacy_completeness') }}
),

mentioned as (
    {%- for model in mentioning %}
    select distinct
        match_id,
        owner_xuid,
        {{ model in mentioning[:3] }} as has_own_row
    from {{ ref(model) }}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

known as (
    select
        match_id,
        cast(count(distinct owner_xuid) as bigint) as owners,
        max(case when has_own_row then 1 else 0 end) = 1 as has_own_row
    from mentioned
    group by match_id
),

final as (
    select
        known.match_id,
        known.owners,
        known.has_own_row,
        registry.match_id is not null as is_in_registry,
        case
            when registry.match_id is not null then null
            when not known.has_own_row
                then 'orphaned: no file holds the match itself, only what belongs to it'
        end as reason,
        registry.source,
        registry.start_basis,
        coalesce(completeness.is_incomplete, false) as is_incomplete,
        coalesce(completeness.missing_participants, 0) as missing_participants,
        coalesce(completeness.missing_events, 0) as missing_events
    from known
    left join registry on known.match_id = registry.match_id
    left join completeness on known.match_id = completeness.match_id
)

select * from final
