with friends as (
    select * from {{ ref('int_friends') }}
),

final as (
    select
        xuid,
        friend_xuid
    from friends
)

select * from final
