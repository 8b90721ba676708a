with leads as (
    select * from {{ ref('int_kill_leads') }}
),

teams as (
    select * from {{ of_changed_matches(ref('match_teams')) }}
),

led as (
    select
        *,
        lag(team_id) over (partition by match_id order by place) as last_leader_id,
        row_number() over (partition by match_id order by kill_lead desc, place asc) as by_size
    from leads
    where kill_lead > 0
),

-- The moment at which a team was furthest ahead, and the other one furthest behind.
furthest as (
    select
        leads.match_id,
        leads.team_id,
        leads.place,
        leads.kill_lead,
        teams.outcome,
        row_number() over (
            partition by leads.match_id, leads.team_id
            order by leads.kill_lead asc, leads.place asc
        ) as by_deficit,
        row_number() over (
            partition by leads.match_id, leads.team_id
            order by leads.kill_lead desc, leads.place asc
        ) as by_lead
    from leads
    inner join teams
        on leads.match_id = teams.match_id and leads.team_id = teams.team_id
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
        place,
        team_id,
        'largest_lead' as moment,
        kill_lead as value
    from led
    where by_size = 1
    union all
    select
        match_id,
        place,
        team_id,
        'comeback' as moment,
        -kill_lead as value
    from furthest
    where
        by_deficit = 1
        and outcome = {{ outcome('win') }}
        and -kill_lead >= {{ var('comeback_kills') }}
    union all
    select
        match_id,
        place,
        team_id,
        'collapse' as moment,
        kill_lead as value
    from furthest
    where
        by_lead = 1
        and outcome = {{ outcome('loss') }}
        and kill_lead >= {{ var('comeback_kills') }}
)

select * from final
