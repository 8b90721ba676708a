-- As in the old table, firefight counts here.
with matches as (
    select * from {{ ref('player_match_stats') }}
    where mode_category is not null
),

final as (
    select
        xuid as owner_xuid,
        mode_category,
        cast(count(*) as int) as matches_played,
        avg(cast(kills as double)) as avg_kills,
        avg(cast(deaths as double)) as avg_deaths,
        avg(cast(assists as double)) as avg_assists,
        avg(kda) as avg_kda,
        avg(accuracy) as avg_accuracy,
        cast(count_if(outcome = 2) as double) / count(*) as win_rate,
        max(started_at) as updated_at
    from matches
    group by xuid, mode_category
)

select * from final
