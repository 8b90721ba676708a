{#- A player has thousands of team mates; the report shows those with most matches on one side. -#}
with teammates as (
    select * from {{ ref('teammates') }}
    where same_team_count > 0
),

tracked as (
    select * from {{ ref('tracked_players') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by xuid order by same_team_count desc, teammate_xuid asc
        ) as place
    from teammates
),

final as (
    select
        ranked.xuid,
        ranked.teammate_xuid,
        ranked.teammate_gamertag,
        tracked.xuid is not null as is_tracked,
        ranked.place,
        ranked.same_team_count,
        ranked.opposite_team_count,
        ranked.wins_together,
        {{ rate_with_interval('ranked.wins_together', 'ranked.same_team_count', 'win_rate') }}
    from ranked
    left join tracked on ranked.teammate_xuid = tracked.xuid
    where ranked.place <= 40 or tracked.xuid is not null
)

select * from final
