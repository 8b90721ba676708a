with matches as (
    select * from {{ ref('player_match_stats') }}
    where not is_firefight and place_in_session is not null
),

placed as (
    select
        *,
        case
            when place_in_session <= 3 then '01 to 03'
            when place_in_session <= 6 then '04 to 06'
            when place_in_session <= 9 then '07 to 09'
            else '10 and later'
        end as part_of_session
    from matches
),

final as (
    select
        gamertag,
        part_of_session,
        cast(count(*) as bigint) as matches,
        cast(count_if(is_win) as double) / count(*) as win_rate,
        cast(sum(kills) as double) / greatest(sum(deaths), 1) as kd_ratio,
        avg(performance_score) as average_performance_score
    from placed
    group by gamertag, part_of_session
)

select * from final
order by gamertag, part_of_session
