with stints as (
    {{ unread_rows(ref('stg_player_team_stats')) }}
),

final as (
    select
        stints.match_id,
        stints.player_id,
        stints.stint,
        award.NameId as award_id,
        award.Count as award_count,
        award.TotalPersonalScoreAwarded as award_score,
        stints.segment
    from stints
    {{ unnest('stints.personal_scores', 'award') }}
)

select * from final
