with friends as (
    select * from {{ ref('stg_friends') }}
),

final as (
    select
        xuid,
        friend_xuid
    from friends
)

select * from final
