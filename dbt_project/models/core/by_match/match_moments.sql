with actions as (
    select * from {{ of_changed_matches(ref('int_film_actions')) }}
),

runs as (
    select * from {{ ref('int_kill_runs') }}
),

leads as (
    select * from {{ ref('int_lead_moments') }}
),

films as (
    select * from {{ of_changed_matches(ref('match_films')) }}
),

ends as (
    select
        match_id,
        min(place) as first_place,
        max(place) as last_place
    from actions
    where event_type = 'kill'
    group by match_id
),

found as (
    select
        match_id,
        place,
        cast(null as int) as team_id,
        moment,
        value
    from runs
    union all
    select
        match_id,
        place,
        team_id,
        moment,
        value
    from leads
    union all
    select
        match_id,
        first_place as place,
        cast(null as int) as team_id,
        'first_blood' as moment,
        cast(null as bigint) as value
    from ends
    union all
    select
        match_id,
        last_place as place,
        cast(null as int) as team_id,
        'last_kill' as moment,
        cast(null as bigint) as value
    from ends
),

-- Who ended a spree is the player of this moment, and whose spree it was is the opponent.
-- A comeback and a collapse are the work of a team.
described as (
    select
        found.match_id,
        found.moment,
        actions.place,
        actions.time_ms,
        actions.event_index,
        case
            when found.moment = 'spree_ended' then actions.opponent_xuid
            when found.moment not in ('comeback', 'collapse') then actions.xuid
        end as xuid,
        case
            when found.moment = 'spree_ended' then actions.xuid
            when found.moment not in ('comeback', 'collapse') then actions.opponent_xuid
        end as opponent_xuid,
        case
            when found.moment = 'spree_ended' then actions.opponent_team_id
            else coalesce(found.team_id, actions.team_id)
        end as team_id,
        found.value,
        case
            when found.moment not in ('comeback', 'collapse') then actions.pair_quality
        end as pair_quality
    from found
    inner join actions on found.match_id = actions.match_id and found.place = actions.place
),

final as (
    select
        described.match_id,
        cast(
            row_number() over (
                partition by described.match_id
                order by described.place, described.moment, described.team_id
            ) - 1 as int
        ) as moment_index,
        described.moment,
        cast(described.time_ms as int) as time_ms,
        try_cast(described.time_ms + films.clock_offset_ms as int) as match_time_ms,
        described.event_index,
        described.xuid,
        described.opponent_xuid,
        described.team_id,
        cast(described.value as int) as value,
        described.pair_quality,
        films.film_coverage
    from described
    left join films on described.match_id = films.match_id
)

select * from final
