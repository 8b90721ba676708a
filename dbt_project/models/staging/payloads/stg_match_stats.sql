with unread as (
    {{ unread_documents('match_stats') }}
),

parsed as (
    select
        *,
        {{ parse_json('payload', {'MatchInfo': match_info_schema()}) }} as document
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
        key as match_id,
        {{ match_info_columns('match_info') }},
        key as raw_key,
        sequence,
        run_id,
        segment,
        landed_at
    from info
)

select * from final
