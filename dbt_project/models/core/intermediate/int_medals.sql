with answered as (
    select * from {{ ref('stg_medals') }}
),

legacy as (
    select
        medal_id,
        max(name_en) as name_en,
        max(name_fr) as name_fr,
        max(description_en) as description_en,
        max(description_fr) as description_fr,
        max(difficulty) as difficulty
    from {{ ref('stg_legacy_medal_names') }}
    where medal_id not in (select answered.medal_id from answered)
    group by medal_id
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
    from answered
    union all
    select
        medal_id,
        name_en,
        name_fr,
        description_en,
        description_fr,
        difficulty,
        cast(null as {{ dbt.type_string() }}) as type,
        cast(null as int) as personal_score,
        cast(null as int) as sprite_index
    from legacy
)

select * from final
