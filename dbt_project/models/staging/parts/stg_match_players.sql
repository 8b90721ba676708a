with payloads as (
    {{ payloads_of(source('raw', 'match_stats'), ref('stg_match_stats')) }}
),

matches as (
    select
        match_id,
        segment,
        {{ parse_json('payload', players_schema(participation_schema())) }}.Players as players
    from payloads
),

players as (
    {{ listed_players('matches') }}
),

final as (
    select
        match_id,
        player.PlayerId as player_id,
        listings,
        {{ xuid_of('player.PlayerId') }} as xuid,
        coalesce(player.PlayerType = 2, false) as is_bot,
        try_cast(player.BotAttributes.Difficulty as int) as bot_difficulty,
        try_cast(player.LastTeamId as int) as team_id,
        try_cast(player.Outcome as int) as outcome,
        try_cast(player.Rank as int) as rank,
        {{ duration_seconds('player.ParticipationInfo.TimePlayed') }} as time_played_seconds,
        {{ utc_timestamp('player.ParticipationInfo.FirstJoinedTime') }} as first_joined_at,
        {{ utc_timestamp('player.ParticipationInfo.LastLeaveTime') }} as last_left_at,
        player.ParticipationInfo.PresentAtBeginning as is_present_at_beginning,
        player.ParticipationInfo.JoinedInProgress as is_joined_in_progress,
        player.ParticipationInfo.LeftInProgress as is_left_in_progress,
        player.ParticipationInfo.PresentAtCompletion as is_present_at_completion,
        segment
    from players
)

select * from final
