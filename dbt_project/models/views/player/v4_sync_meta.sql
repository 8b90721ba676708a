with tracked as (
    select * from {{ ref('tracked_players') }}
),

walks as (
    select * from {{ ref('int_history_walks') }}
),

career as (
    select
        xuid,
        max(recorded_at) as recorded_at,
        max_by(career_rank, recorded_at) as career_rank
    from {{ ref('player_career') }}
    where career_rank is not null
    group by xuid
),

known as (
    select
        tracked.xuid,
        tracked.gamertag,
        walks.landed_at,
        coalesce(walks.matches, 0) as matches,
        career.recorded_at,
        career.career_rank
    from tracked
    left join walks on tracked.xuid = walks.xuid
    left join career on tracked.xuid = career.xuid
),

final as (
    {%- for key, column in {
        'last_sync_at': 'landed_at', 'last_sync_matches': 'matches',
        'xuid': 'xuid', 'gamertag': 'gamertag', 'last_career_sync_at': 'recorded_at',
        'current_rank': 'career_rank',
    }.items() %}
    select
        xuid as owner_xuid,
        '{{ key }}' as key,
        cast({{ column }} as {{ dbt.type_string() }}) as value,
        landed_at as updated_at
    from known
    where {{ column }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from final
