with unread as (
    {{ unread_versions('documents', key='tracked_players') }}
),

versions as (
    select
        *,
        {{ parse_json('payload', tracked_players_schema()) }} as document
    from unread
),

listed as (
    select
        versions.*,
        listed.item as player
    from versions
    {{ unnest(first_listed('versions.document.players', 'xuid'), 'listed') }}
),

players as (
    select
        player.xuid as xuid,
        player.gamertag as gamertag,
        player.ascii_gamertag as ascii_gamertag,
        sequence,
        run_id,
        segment
    from listed
),

-- A version without players counts as well: it ends all tracking.
without_player as (
    select
        cast(null as {{ dbt.type_string() }}) as xuid,
        cast(null as {{ dbt.type_string() }}) as gamertag,
        cast(null as {{ dbt.type_string() }}) as ascii_gamertag,
        sequence,
        run_id,
        segment
    from versions
),

final as (
    select * from players
    union all
    select * from without_player
)

select * from final
