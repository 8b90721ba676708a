with unread as (
    {{ unread_documents('match_stats') }}
),

final as (
    select
        key as match_id,
        {{ players_in_payload('payload') }} as players,
        {{ sum_in_payload('payload', 'Kills') }} as kills,
        {{ sum_in_payload('payload', 'Deaths') }} as deaths,
        {{ sum_in_payload('payload', 'PersonalScore') }} as personal_score,
        key as raw_key,
        sequence,
        run_id,
        segment
    from unread
)

select * from final
