with tracked as (
    select * from {{ ref('tracked_players') }}
),

commendations as (
    select distinct
        commendation_id,
        name_en,
        name_fr
    from {{ ref('commendations') }}
),

progress as (
    select * from {{ ref('player_match_commendations') }}
),

final as (
    select
        tracked.xuid,
        max(tracked.gamertag) as gamertag,
        commendations.commendation_id,
        commendations.name_en,
        commendations.name_fr,
        {{ total_or_zero('progress.value') }} as total,
        cast(count(progress.match_id) as bigint) as matches,
        max(progress.value) as most_in_a_match,
        max(progress.started_at) as last_earned_at
    from tracked
    cross join commendations
    left join progress
        on
            tracked.xuid = progress.xuid
            and commendations.commendation_id = progress.commendation_id
    group by
        tracked.xuid, commendations.commendation_id, commendations.name_en, commendations.name_fr
)

select * from final
