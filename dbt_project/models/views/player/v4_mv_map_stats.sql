-- As in the old table, firefight counts here.
with matches as (
    select * from {{ ref('player_match_stats') }}
    where map_id is not null
),

final as (
    select
        xuid as owner_xuid,
        map_id,
        max(map_latest_name) as map_name,
        cast(count(*) as int) as matches_played,
        cast(count_if(outcome = {{ outcome('win') }}) as int) as wins,
        cast(count_if(outcome = {{ outcome('loss') }}) as int) as losses,
        cast(count_if(outcome = {{ outcome('tie') }}) as int) as ties,
        avg(cast(kills as double)) as avg_kills,
        avg(cast(deaths as double)) as avg_deaths,
        avg(cast(assists as double)) as avg_assists,
        {{ mean('accuracy') }} as avg_accuracy,
        {{ mean('kda') }} as avg_kda,
        cast(count_if(outcome = {{ outcome('win') }}) as double) / count(*) as win_rate,
        max(started_at) as updated_at
    from matches
    group by xuid, map_id
)

select * from final
