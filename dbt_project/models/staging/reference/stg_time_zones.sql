with newest as (
    {{ newest_document('time_zones', time_zones_schema()) }}
),

of_players as (
    select unnested.player
    from newest
    {{ unnest('newest.document.players', 'player') }}
),

final as (
    select
        cast(null as {{ dbt.type_string() }}) as xuid,
        document.timezone as timezone
    from newest
    union all
    select
        player.xuid as xuid,
        player.timezone as timezone
    from of_players
)

select * from final
