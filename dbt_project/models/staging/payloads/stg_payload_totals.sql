with unread as (
    {{ unread_documents('match_stats') }}
),

final as (
    select
        key as match_id,
        {{ elements_in_payload('payload', 'Players') }} as players,
        {{ players_in_payload('payload') }} as distinct_players,
        {{ elements_in_payload('payload', 'Teams') }} as teams,
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
