with actions as (
    select * from {{ of_changed_matches(ref('int_film_actions')) }}
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

final as (
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
)

select * from final
