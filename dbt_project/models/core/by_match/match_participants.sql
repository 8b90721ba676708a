with participants as (
    select * from {{ ref('int_match_participants') }}
),

names as (
    select * from {{ of_changed_matches(ref('int_participant_names')) }}
),

final as (
    select
        participants.match_id,
        participants.player_id,
        participants.xuid,
        names.gamertag,
        participants.is_bot,
        participants.bot_difficulty,
        participants.team_id,
        participants.outcome,
        {{ outcome_name('participants.outcome') }} as outcome_name,
        participants.outcome = {{ outcome('win') }} as is_win,
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
    left join names
        on
            participants.match_id = names.match_id
            and participants.player_id = names.player_id
)

select * from final
