with names as (
    select * from {{ ref('int_friend_gamertags') }}
),

final as (
    select
        xuid,
        gamertag
    from names
)

select * from final
