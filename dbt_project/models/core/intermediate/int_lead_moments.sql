with actions as (
    select * from {{ ref('int_film_actions') }}
),

teams as (
    select * from {{ of_changed_matches(ref('match_teams')) }}
),

-- How many kills the first team is ahead after each kill of a match of two teams.
leads as (
    select
        match_id,
        place,
        first_team_id,
        second_team_id,
        sum(
            case
                when team_id = first_team_id then 1
                when team_id = second_team_id then -1
                else 0
            end
        ) over (
            partition by match_id
            order by place
            rows between unbounded preceding and current row
        ) as lead_of_first
    from actions
    where event_type = 'kill' and first_team_id is not null
),

of_both as (
    select
        match_id,
        place,
        first_team_id as team_id,
        lead_of_first as kill_lead
    from leads
    union all
    select
        match_id,
        place,
        second_team_id as team_id,
        -lead_of_first as kill_lead
    from leads
),

led as (
    select
        *,
        lag(team_id) over (partition by match_id order by place) as last_leader_id,
        row_number() over (partition by match_id order by kill_lead desc, place asc) as by_size
    from of_both
    where kill_lead > 0
),

-- The moment at which a team was furthest ahead, and the other one furthest behind.
furthest as (
    select
        of_both.match_id,
        of_both.team_id,
        of_both.place,
        of_both.kill_lead,
        teams.outcome,
        row_number() over (
            partition by of_both.match_id, of_both.team_id
            order by of_both.kill_lead asc, of_both.place asc
        ) as by_deficit,
        row_number() over (
            partition by of_both.match_id, of_both.team_id
            order by of_both.kill_lead desc, of_both.place asc
        ) as by_lead
    from of_both
    inner join teams
        on of_both.match_id = teams.match_id and of_both.team_id = teams.team_id
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
