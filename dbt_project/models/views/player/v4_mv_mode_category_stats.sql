-- As in the old table, firefight counts here.
with matches as (
    select
        *,
        {{ legacy_mode_category('map_mode_pair_name') }} as legacy_mode_category
    from {{ ref('player_match_stats') }}
),

final as (
    select
        xuid as owner_xuid,
        legacy_mode_category as mode_category,
        cast(count(*) as int) as matches_played,
        avg(cast(kills as double)) as avg_kills,
        avg(cast(deaths as double)) as avg_deaths,
        avg(cast(assists as double)) as avg_assists,
        {{ mean('kda') }} as avg_kda,
        {{ mean('accuracy') }} as avg_accuracy,
        cast(count_if(outcome = {{ outcome('win') }}) as double) / count(*) as win_rate,
        max(started_at) as updated_at
    from matches
    group by xuid, legacy_mode_category
)

select * from final
