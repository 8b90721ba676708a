with facts as (
    select * from {{ of_changed_players(ref('int_player_match_facts')) }}
    where started_at is not null
),

alongside as (
    select * from {{ of_changed_players(ref('int_friends_alongside')) }}
),

ordered as (
    select
        xuid,
        match_id,
        started_at,
        row_number() over (partition by xuid order by started_at, match_id) as place,
        lag(started_at) over (
            partition by xuid order by started_at, match_id
        ) as previous_started_at
    from facts
),

-- A friend has joined who was not on the team in the match before.
friends_by_match as (
    select
        alongside.xuid,
        ordered.place,
        case
            when lag(ordered.place) over (
                partition by alongside.xuid, alongside.friend_xuid order by ordered.place
            ) = ordered.place - 1 then 0
            else 1
        end as has_joined
    from alongside
    inner join ordered
        on alongside.xuid = ordered.xuid and alongside.match_id = ordered.match_id
),

company as (
    select
        xuid,
        place,
        max(has_joined) as has_joined
    from friends_by_match
    group by xuid, place
),

starts as (
    select
        ordered.xuid,
        ordered.match_id,
        ordered.place,
        case
            when ordered.previous_started_at is null then 1
            when ordered.started_at > ordered.previous_started_at + interval 120 minutes then 1
            when company.has_joined = 1 then 1
            -- the last friend has left
            when company.place is null and company_before.place is not null then 1
            else 0
        end as is_start
    from ordered
    left join company
        on ordered.xuid = company.xuid and ordered.place = company.place
    left join company as company_before
        on ordered.xuid = company_before.xuid and ordered.place = company_before.place + 1
),

numbered as (
    select
        *,
        sum(is_start) over (partition by xuid order by place) as session_number
    from starts
),

final as (
    select
        xuid,
        match_id,
        first_value(match_id) over (
            partition by xuid, session_number order by place
        ) as session_id,
        cast(
            row_number() over (partition by xuid, session_number order by place) as int
        ) as place_in_session
    from numbered
)

select * from final
