with newest as (
    {{ newest_document('friends', friends_schema()) }}
),

friends as (
    select unnested.friend
    from newest
    {{ unnest('newest.document.friends', 'friend') }}
),

final as (
    select distinct
        friend.xuid as xuid,
        friend.friend_xuid as friend_xuid
    from friends
    where friend.xuid is not null and friend.friend_xuid is not null
)

select * from final
