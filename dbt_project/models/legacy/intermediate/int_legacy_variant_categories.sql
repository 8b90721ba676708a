with answered as (
    select
        game_variant_id,
        game_variant_category
    from {{ ref('stg_match_stats') }}
),

migrated as (
    select
        game_variant_id,
        game_variant_category
    from {{ ref('int_legacy_match_rows') }}
),

known as (
    select * from answered
    union all
    select * from migrated
),

final as (
    select
        game_variant_id,
        cast(max(game_variant_category) as int) as game_variant_category
    from known
    where game_variant_id is not null
    group by game_variant_id
    having min(game_variant_category) = max(game_variant_category)
)

select * from final
