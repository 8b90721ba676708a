{%- set stats = ['kills', 'deaths', 'personal_score'] -%}

with payloads as (
    select * from {{ of_changed_matches(ref('stg_payload_totals')) }}
),

stints as (
    select * from {{ of_changed_matches(ref('stg_player_team_stats')) }}
),

-- Old rows stand in for what no payload has, so they are not its players.
participants as (
    select * from {{ of_changed_matches(ref('match_participants')) }}
    where source = 'api'
),

in_core as (
    select
        match_id,
        {%- for stat in stats %}
        {{ total(stat) }} as {{ stat }},
        {%- endfor %}
        count(*) as players
    from participants
    group by match_id
),

-- A number that is none on one engine may be one on the other, so it is not added up.
unreadable as (
    select distinct match_id
    from stints
    where {{ stats | join(' is null or ') }} is null
),

drifting as (
    select * from {{ of_changed_matches(ref('int_drifting_matches')) }}
),

compared as (
    select
        payloads.match_id,
        payloads.players as raw_players,
        payloads.distinct_players as raw_distinct_players,
        coalesce(in_core.players, 0) as core_players,
        {%- for stat in stats %}
        payloads.{{ stat }} as raw_{{ stat }},
        coalesce(in_core.{{ stat }}, 0) as core_{{ stat }},
        {%- endfor %}
        payloads.players = payloads.distinct_players and unreadable.match_id is null
            as is_comparable,
        drifting.match_id is null as is_as_known
    from payloads
    left join in_core on payloads.match_id = in_core.match_id
    left join unreadable on payloads.match_id = unreadable.match_id
    left join drifting on payloads.match_id = drifting.match_id
),

-- Who is listed more than once counts once in core, so the sums of such a match differ.
final as (
    select
        match_id,
        raw_players,
        raw_distinct_players,
        core_players,
        {%- for stat in stats %}
        raw_{{ stat }},
        core_{{ stat }},
        {%- endfor %}
        raw_distinct_players = core_players
        and (
            not is_comparable
            or (
                {%- for stat in stats %}
                {{ 'and ' if not loop.first }}raw_{{ stat }} = core_{{ stat }}
                {%- endfor %}
            )
        ) as is_agreeing,
        is_comparable,
        is_as_known
    from compared
)

select * from final
