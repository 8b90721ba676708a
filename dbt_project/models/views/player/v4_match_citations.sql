with progress as (
    select * from {{ ref('player_match_commendations') }}
),

final as (
    select
        xuid as owner_xuid,
        match_id,
        commendation_id as citation_name_norm,
        try_cast(value as int) as value
    from progress
    where try_cast(value as int) is not null
)

select * from final
