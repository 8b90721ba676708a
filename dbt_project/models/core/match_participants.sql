with participants as (
    select * from {{ ref('int_match_participants') }}
),

bots as (
    select * from {{ ref('bot_names') }}
),

film_gamertags as (
    select
        match_id,
        xuid,
        max(gamertag) as gamertag
    from {{ ref('highlight_events') }}
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
        participants.match_id,
        participants.player_id,
        participants.xuid,
        coalesce(
            film_gamertags.gamertag,
            profile_gamertags.gamertag,
            participants.gamertag,
            bots.bot_name
        ) as gamertag,
        participants.is_bot,
        participants.bot_difficulty,
        participants.team_id,
        participants.outcome,
        participants.rank,
        {%- for stat in core_stats() %}
        participants.{{ stat }},
        {%- endfor %}
        participants.kda,
        cast(participants.kills as double) / greatest(participants.deaths, 1) as kd_ratio,
        participants.accuracy,
        participants.max_killing_spree,
        participants.average_life_seconds,
        participants.time_played_seconds,
        participants.first_joined_at,
        participants.last_left_at,
        participants.is_present_at_beginning,
        participants.is_joined_in_progress,
        participants.is_left_in_progress,
        participants.is_present_at_completion,
        participants.team_count,
        participants.source
    from participants
    left join film_gamertags
        on
            participants.match_id = film_gamertags.match_id
            and participants.xuid = film_gamertags.xuid
    left join bots on participants.is_bot and participants.player_id = bots.player_id
    left join profile_gamertags
        on participants.xuid = profile_gamertags.xuid and profile_gamertags.age = 1
)

select * from final
