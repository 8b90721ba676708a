with medals as (
    select * from {{ ref('int_medals') }}
),

final as (
    select
        medal_id,
        name_en,
        name_fr,
        description_en,
        description_fr,
        difficulty,
        type,
        personal_score,
        sprite_index
    from medals
)

select * from final
