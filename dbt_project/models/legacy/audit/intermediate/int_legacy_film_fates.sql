{%- set identity = ['match_id', 'xuid', 'event_type', 'time_ms', 'type_hint', 'medal_value'] -%}
{%- set same_event = [] -%}
{%- for column in identity -%}
{%- do same_event.append('copies.' ~ column ~ ' is not distinct from held.' ~ column) -%}
{%- endfor -%}

with copies as (
    select * from {{ ref('int_legacy_film_copies') }}
),

registry as (
    select match_id from {{ ref('match_registry') }}
),

answered as (
    select match_id from {{ ref('stg_match_film') }}
),

held as (
    select
        {{ identity | join(', ') }},
        count(*) as times
    from {{ ref('highlight_events') }}
    where source = 'legacy' and match_id in (select copies.match_id from copies)
    group by {{ identity | join(', ') }}
),

compared as (
    select
        copies.owner_xuid,
        copies.rows_in,
        copies.times,
        case
            when registry.match_id is null then 'orphaned'
            when answered.match_id is not null then 'superseded_by_api'
            when held.times >= copies.times then 'kept'
            else 'missing'
        end as fate
    from copies
    left join registry on copies.match_id = registry.match_id
    left join answered on copies.match_id = answered.match_id
    left join held on {{ same_event | join(' and ') }}
),

final as (
    select
        'highlight_events' as table_name,
        owner_xuid,
        fate,
        cast(sum(rows_in) as bigint) as staged_rows,
        cast(sum(times) as bigint) as distinct_rows
    from compared
    group by owner_xuid, fate
)

select * from final
