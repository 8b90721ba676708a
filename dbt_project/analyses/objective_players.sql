with participants as (
    select * from {{ ref('match_participants') }}
    where xuid is not null
),

registry as (
    select * from {{ ref('match_registry') }}
    where not is_firefight
),

awards as (
    select * from {{ ref('personal_score_awards') }}
    where award_category = 'objective'
),

tracked as (
    select * from {{ ref('tracked_players') }}
),

aliases as (
    select * from {{ ref('xuid_aliases') }}
    where is_current
),

earned as (
    select
        match_id,
        player_id,
        sum(award_score) as objective_score
    from awards
    group by match_id, player_id
),

-- Only where somebody earned objective score was there any to earn.
with_objectives as (
    select distinct earned.match_id
    from earned
    inner join registry on earned.match_id = registry.match_id
),

summed as (
    select
        participants.xuid,
        cast(count(*) as bigint) as matches,
        cast(coalesce(sum(earned.objective_score), 0) as bigint) as objective_score,
        sum(participants.personal_score) as personal_score,
        sum(participants.time_played_seconds) / 600 as tens_of_minutes
    from participants
    inner join with_objectives on participants.match_id = with_objectives.match_id
    left join earned
        on
            participants.match_id = earned.match_id
            and participants.player_id = earned.player_id
    group by participants.xuid
),

final as (
    select
        summed.xuid,
        coalesce(aliases.gamertag, summed.xuid) as gamertag,
        tracked.xuid is not null as is_tracked,
        summed.matches,
        summed.objective_score,
        summed.objective_score / nullif(summed.tens_of_minutes, 0)
            as objective_score_per_10_minutes,
        cast(summed.objective_score as double) / nullif(summed.personal_score, 0)
            as share_of_personal_score
    from summed
    left join tracked on summed.xuid = tracked.xuid
    left join aliases on summed.xuid = aliases.xuid
    where summed.matches >= 3
)

select * from final
order by objective_score_per_10_minutes desc, xuid asc
