with earned as (
    select * from {{ ref('stg_medals_earned') }}
),

final as (
    select
        match_id,
        player_id,
        {{ xuid_of('player_id') }} as xuid,
        medal_id,
        cast(sum(medal_count) as bigint) as medal_count,
        cast(sum(personal_score) as bigint) as personal_score
    from earned
    where medal_id is not null
    group by match_id, player_id, medal_id
)

select * from final
