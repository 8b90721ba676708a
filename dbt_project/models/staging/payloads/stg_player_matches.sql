with unread as (
    {{ unread_documents('player_matches') }}
),

parsed as (
    select
        *,
        {{ parse_json('payload', history_entry_schema()) }} as document
    from unread
),

info as (
    select
        *,
        document.MatchInfo as match_info
    from parsed
),

final as (
    select
        split_part(key, ':', 1) as xuid,
        split_part(key, ':', 2) as match_id,
        {{ match_info_columns('match_info') }},
        try_cast(document.LastTeamId as int) as team_id,
        try_cast(document.Outcome as int) as outcome,
        try_cast(document.Rank as int) as rank,
        document.PresentAtEndOfMatch as is_present_at_completion,
        key as raw_key,
        sequence,
        run_id,
        segment,
        landed_at
    from info
)

select * from final
