with unread as (
    {{ unread_documents('match_skill') }}
),

parsed as (
    select
        *,
        {{ parse_json('payload', match_skill_schema()) }} as document
    from unread
),

final as (
    select
        key as match_id,
        document.Value as player_skills,
        key as raw_key,
        sequence,
        run_id,
        segment,
        landed_at
    from parsed
)

select * from final
