with leads as (
    select * from {{ of_changed_matches(ref('int_kill_leads')) }}
),

teams as (
    select * from {{ of_changed_matches(ref('match_teams')) }}
),

led as (
    select
        *,
        lag(team_id) over (partition by match_id order by place) as last_leader_id
    from leads
    where kill_lead > 0
),

-- The moments at which a team was furthest ahead and furthest behind; the first of equal ones.
furthest as (
    select
        match_id,
        team_id,
        max({{ struct_of({'kill_lead': 'kill_lead', 'place': '-place'}) }}) as ahead,
        max({{ struct_of({'kill_lead': '-kill_lead', 'place': '-place'}) }}) as behind
    from leads
    group by match_id, team_id
),

ended as (
    select
        furthest.*,
        teams.outcome,
        row_number() over (
            partition by furthest.match_id order by furthest.ahead desc
        ) as by_lead
    from furthest
    left join teams
        on furthest.match_id = teams.match_id and furthest.team_id = teams.team_id
),

final as (
    select
        match_id,
        place,
        team_id,
        'lead_change' as moment,
        kill_lead as value
    from led
    where last_leader_id <> team_id
    union all
    select
        match_id,
        -ahead.place as place,
        team_id,
        'largest_lead' as moment,
        ahead.kill_lead as value
    from ended
    where by_lead = 1 and ahead.kill_lead > 0
    union all
    select
        match_id,
        -behind.place as place,
        team_id,
        'comeback' as moment,
        behind.kill_lead as value
    from ended
    where outcome = {{ outcome('win') }} and behind.kill_lead >= {{ var('comeback_kills') }}
    union all
    select
        match_id,
        -ahead.place as place,
        team_id,
        'collapse' as moment,
        ahead.kill_lead as value
    from ended
    where outcome = {{ outcome('loss') }} and ahead.kill_lead >= {{ var('comeback_kills') }}
)

select * from final
