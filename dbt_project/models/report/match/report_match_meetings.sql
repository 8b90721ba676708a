{#- Only meetings before the match count, so the page of an old match does not change later. -#}
with meetings as (
    select * from {{ ref('int_player_encounters') }}
),

final as (
    select
        here.match_id,
        here.xuid,
        here.met_xuid,
        cast(count(*) as int) as matches_before,
        cast(count_if(earlier.is_same_team) as int) as matches_with,
        cast(count_if(earlier.is_opponent) as int) as matches_against,
        max(earlier.started_at) as last_met_at
    from meetings as here
    inner join meetings as earlier
        on
            here.xuid = earlier.xuid
            and here.met_xuid = earlier.met_xuid
            and here.started_at > earlier.started_at
    group by here.match_id, here.xuid, here.met_xuid
)

select * from final
