with earned as (
    select * from {{ ref('int_medals_earned') }}
),

final as (
    select
        match_id,
        player_id,
        xuid,
        medal_id,
        medal_count,
        personal_score,
        source
    from earned
)

select * from final
