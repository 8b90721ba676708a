-- Apart from the other columns of a participant, because a new profile changes old matches.
with players as (
    select
        match_id,
        player_id,
        xuid,
        is_bot,
        cast(null as {{ dbt.type_string() }}) as gamertag
    from {{ of_changed_matches(ref('stg_match_players')) }}
    union all
    select
        match_id,
        player_id,
        xuid,
        is_bot,
        gamertag
    from {{ of_changed_matches(ref('int_legacy_rosters')) }}
),

bots as (
    select * from {{ ref('bot_names') }}
),

film_gamertags as (
    select
        match_id,
        xuid,
        max(gamertag) as gamertag
    from {{ of_changed_matches(ref('int_film_names')) }}
    group by match_id, xuid
),

profile_gamertags as (
    select
        xuid,
        gamertag,
        row_number() over (partition by xuid order by sequence desc, run_id desc) as age
    from {{ ref('stg_profiles') }}
),

final as (
    select
        players.match_id,
        players.player_id,
        coalesce(
            film_gamertags.gamertag,
            profile_gamertags.gamertag,
            players.gamertag,
            bots.bot_name
        ) as gamertag
    from players
    left join film_gamertags
        on players.match_id = film_gamertags.match_id and players.xuid = film_gamertags.xuid
    left join bots on players.is_bot and players.player_id = bots.player_id
    left join profile_gamertags
        on players.xuid = profile_gamertags.xuid and profile_gamertags.age = 1
)

select * from final
