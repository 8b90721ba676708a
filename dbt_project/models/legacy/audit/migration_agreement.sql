{%- set stats = ['kills', 'deaths', 'assists', 'outcome', 'team_id'] -%}
{%- set alike = [] -%}
{%- set like_api = [] -%}
{%- for stat in stats -%}
{%- do alike.append('lowest_' ~ stat ~ ' is not distinct from highest_' ~ stat) -%}
{%- do like_api.append('coalesce(lowest_' ~ stat ~ ' = api_' ~ stat ~ ', true)') -%}
{%- do like_api.append('coalesce(highest_' ~ stat ~ ' = api_' ~ stat ~ ', true)') -%}
{%- endfor -%}

with own_rows as (
    select
        match_id,
        owner_xuid as xuid,
        {{ stats | join(', ') }}
    from {{ ref('stg_legacy_match_stats') }}
),

roster_rows as (
    select
        match_id,
        xuid,
        {{ stats | join(', ') }}
    from {{ ref('stg_legacy_participants') }}
),

answers as (
    select * from {{ ref('match_participants') }}
    where source = 'api'
),

reported as (
    select * from own_rows
    union all
    select * from roster_rows
),

compared as (
    select
        reported.match_id,
        reported.xuid,
        cast(count(*) as bigint) as copies,
        {%- for stat in stats %}
        cast(min(reported.{{ stat }}) as bigint) as lowest_{{ stat }},
        cast(max(reported.{{ stat }}) as bigint) as highest_{{ stat }},
        max(answers.{{ stat }}) as api_{{ stat }},
        {%- endfor %}
        count(answers.match_id) > 0 as is_answered
    from reported
    left join answers on reported.match_id = answers.match_id and reported.xuid = answers.xuid
    group by reported.match_id, reported.xuid
),

final as (
    select
        *,
        ({{ alike | join(' and ') }}) as is_agreeing,
        case when is_answered then {{ like_api | join(' and ') }} end as is_agreeing_with_api
    from compared
    where copies > 1 or is_answered
)

select * from final
