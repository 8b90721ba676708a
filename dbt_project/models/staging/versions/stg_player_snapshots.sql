with unread as (
    {{ unread_versions('player_snapshots') }}
),

parsed as (
    select
        *,
        {{ parse_json('payload', player_snapshot_schema()) }} as document
    from unread
),

answers as (
    select
        *,
        document.match_count as match_count,
        document.service_record as service_record,
        document.career_rank.CurrentProgress as progress
    from parsed
),

final as (
    select
        key as xuid,
        landed_at as recorded_at,
        match_count.MatchesPlayedCount as matches_played,
        match_count.MatchmadeMatchesPlayedCount as matchmade_matches_played,
        match_count.CustomMatchesPlayedCount as custom_matches_played,
        match_count.LocalMatchesPlayedCount as local_matches_played,
        service_record.MatchesCompleted as matches_completed,
        service_record.Wins as wins,
        service_record.Losses as losses,
        service_record.Ties as ties,
        {{ duration_seconds('service_record.TimePlayed') }} as time_played_seconds,
        try_cast(progress.Rank as int) as ranks_completed,
        progress.PartialProgress as current_xp,
        progress.HasReachedMaxRank as is_max_rank,
        sequence,
        run_id,
        segment
    from answers
)

select * from final
