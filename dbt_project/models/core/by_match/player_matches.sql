with tracked as (
    select * from {{ ref('tracked_players') }}
),

matches as (
    select match_id from {{ of_changed_matches(ref('int_match_info')) }}
),

played as (
    select * from {{ ref('int_player_matches') }}
),

final as (
    select
        played.match_id,
        played.xuid
    from played
    inner join tracked on played.xuid = tracked.xuid
    inner join matches on played.match_id = matches.match_id
)

select * from final
