{%- set stats = ['kills', 'deaths', 'personal_score'] -%}

with payloads as (
    select * from {{ ref('stg_payload_totals') }}
),

-- Old rows stand in for what no payload has, so they are not its players.
participants as (
    select * from {{ ref('match_participants') }}
    where source = 'api'
),

in_core as (
    select
        match_id,
        {%- for stat in stats %}
        cast(sum({{ stat }}) as bigint) as {{ stat }},
        {%- endfor %}
        count(*) as players
    from participants
    group by match_id
),

drifting as (
    select * from {{ ref('int_drifting_matches') }}
),

final as (
    select
        payloads.match_id,
        payloads.players as raw_players,
        coalesce(in_core.players, 0) as core_players,
        {%- for stat in stats %}
        payloads.{{ stat }} as raw_{{ stat }},
        coalesce(in_core.{{ stat }}, 0) as core_{{ stat }},
        {%- endfor %}
        payloads.players = coalesce(in_core.players, 0)
        {%- for stat in stats %}
        and payloads.{{ stat }} = coalesce(in_core.{{ stat }}, 0)
        {%- endfor %} as is_agreeing,
        drifting.match_id is null as is_as_known
    from payloads
    left join in_core on payloads.match_id = in_core.match_id
    left join drifting on payloads.match_id = drifting.match_id
)

select * from final
