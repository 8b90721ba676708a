with matches as (
    select * from {{ ref('player_match_stats') }}
),

final as (
    select
        xuid,
        max(gamertag) as gamertag,
        local_date,
        cast(count(*) as bigint) as matches,
        cast(count_if(not is_firefight) as bigint) as rated_matches,
        cast(count_if(not is_firefight and outcome = {{ outcome('win') }}) as bigint) as wins,
        {{ total('case when not is_firefight then kills end') }} as kills,
        {{ total('case when not is_firefight then deaths end') }} as deaths
    from matches
    group by xuid, local_date
)

select * from final
