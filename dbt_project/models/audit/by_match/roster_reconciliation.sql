{%- set stats = [
    'score', 'personal_score', 'kills', 'deaths', 'assists', 'suicides', 'betrayals', 'shots_fired',
    'shots_hit', 'damage_dealt', 'damage_taken', 'headshot_kills', 'melee_kills', 'grenade_kills',
    'power_weapon_kills',
] -%}

-- Of a team the old application kept the score alone, and of its players no stints.
with teams as (
    select * from {{ of_changed_matches(ref('match_teams')) }}
    where source = 'api'
),

stints as (
    select * from {{ of_changed_matches(ref('stg_player_team_stats')) }}
),

summed as (
    select
        match_id,
        {%- for stat in stats %}
        {{ total(stat) }} as {{ stat }},
        {%- endfor %}
        team_id
    from stints
    group by match_id, team_id
),

compared as (
    {%- for stat in stats %}
    select
        teams.match_id,
        teams.team_id,
        '{{ stat }}' as stat,
        teams.{{ stat }} as team_value,
        coalesce(summed.{{ stat }}, 0) as player_sum
    from teams
    left join summed on teams.match_id = summed.match_id and teams.team_id = summed.team_id
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

drifting as (
    select * from {{ of_changed_matches(ref('int_drifting_matches')) }}
),

-- Measured on real matches: a team's assists and score are not the sums of its players'.
final as (
    select
        compared.match_id,
        compared.team_id,
        compared.stat,
        compared.team_value,
        compared.player_sum,
        compared.stat in ('assists', 'score', 'shots_fired') as may_differ,
        compared.team_value = compared.player_sum as is_agreeing,
        drifting.match_id is null as is_as_known
    from compared
    left join drifting on compared.match_id = drifting.match_id
    where compared.team_value is not null
)

select * from final
