with stints as (
    {{ unread_rows(ref('stg_player_team_stats')) }}
),

final as (
    select
        stints.match_id,
        stints.player_id,
        stints.stint,
        medal.NameId as medal_id,
        medal.Count as medal_count,
        medal.TotalPersonalScoreAwarded as personal_score,
        stints.segment
    from stints
    {{ unnest('stints.medals', 'medal') }}
)

select * from final
