with players as (
    select * from {{ ref('stg_match_players') }}
),

stints as (
    select * from {{ ref('stg_player_team_stats') }}
),

bots as (
    select * from {{ ref('bot_names') }}
),

events as (
    select * from {{ ref('highlight_events') }}
),

profiles as (
    select * from {{ ref('stg_profiles') }}
),

film_gamertags as (
    select
        match_id,
        xuid,
        max(gamertag) as gamertag
    from events
    group by match_id, xuid
),

profile_gamertags as (
    select
        xuid,
        gamertag,
        row_number() over (partition by xuid order by sequence desc, run_id desc) as age
    from profiles
),

summed as (
    select
        match_id,
        player_id,
        cast(count(*) as int) as team_count,
        {%- for stat in core_stats() %}
        cast(sum({{ stat }}) as bigint) as {{ stat }},
        {%- endfor %}
        max(max_killing_spree) as max_killing_spree,
        max(kda) as reported_kda,
        max(accuracy) as reported_accuracy,
        max(average_life_seconds) as reported_life_seconds,
        sum(average_life_seconds * spawns) / nullif(sum(spawns), 0) as weighted_life_seconds
    from stints
    group by match_id, player_id
),

-- What the API gives for one team holds; for a player who changed team the sums decide.
rated as (
    select
        *,
        case
            when team_count = 1 then reported_kda
            else {{ truncated('kills + assists / 3.0 - deaths', 2) }}
        end as kda,
        case
            when team_count = 1 then reported_accuracy
            else {{ truncated('100.0 * shots_hit / nullif(shots_fired, 0)', 2) }}
        end as accuracy,
        case
            when team_count = 1 then reported_life_seconds
            else weighted_life_seconds
        end as average_life_seconds
    from summed
),

final as (
    select
        players.match_id,
        players.player_id,
        players.xuid,
        coalesce(film_gamertags.gamertag, profile_gamertags.gamertag, bots.bot_name)
            as gamertag,
        players.is_bot,
        players.bot_difficulty,
        players.team_id,
        players.outcome,
        players.rank,
        {%- for stat in core_stats() %}
        rated.{{ stat }},
        {%- endfor %}
        rated.kda,
        cast(rated.kills as double) / greatest(rated.deaths, 1) as kd_ratio,
        rated.accuracy,
        rated.max_killing_spree,
        rated.average_life_seconds,
        players.time_played_seconds,
        players.first_joined_at,
        players.last_left_at,
        players.is_present_at_beginning,
        players.is_joined_in_progress,
        players.is_left_in_progress,
        players.is_present_at_completion,
        coalesce(rated.team_count, 0) as team_count
    from players
    left join rated
        on players.match_id = rated.match_id and players.player_id = rated.player_id
    left join film_gamertags
        on players.match_id = film_gamertags.match_id and players.xuid = film_gamertags.xuid
    left join bots on players.is_bot and players.player_id = bots.player_id
    left join profile_gamertags
        on players.xuid = profile_gamertags.xuid and profile_gamertags.age = 1
)

select * from final
