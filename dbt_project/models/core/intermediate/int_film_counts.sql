with events as (
    select * from {{ of_changed_matches(ref('highlight_events')) }}
),

pairs as (
    select * from {{ of_changed_matches(ref('killer_victim_pairs')) }}
    where killer_xuid is not null and victim_xuid is not null
),

participants as (
    select * from {{ of_changed_matches(ref('match_participants')) }}
    where xuid is not null
),

registry as (
    select * from {{ of_changed_matches(ref('match_registry')) }}
),

counted as (
    select
        match_id,
        min(source) as source,
        cast(count_if(event_type = 'kill') as int) as kills,
        cast(count_if(event_type = 'death') as int) as deaths,
        cast(count_if(event_type = 'medal') as int) as medals,
        cast(count_if(event_type = 'mode') as int) as mode_events,
        min(time_ms) as first_event_ms,
        max(time_ms) as last_event_ms
    from events
    group by match_id
),

by_player as (
    select
        match_id,
        xuid,
        count_if(event_type = 'kill') as kills,
        count_if(event_type = 'death') as deaths
    from events
    group by match_id, xuid
),

-- Films leave computer enemies out, so firefight cannot be compared.
actions_of_players as (
    select
        participants.match_id,
        cast(participants.kills as double) + participants.deaths as actions,
        cast(least(coalesce(by_player.kills, 0), participants.kills) as double)
        + least(coalesce(by_player.deaths, 0), participants.deaths) as shown_actions
    from participants
    inner join registry on participants.match_id = registry.match_id
    left join by_player
        on
            participants.match_id = by_player.match_id
            and participants.xuid = by_player.xuid
    where
        not registry.is_firefight
        and participants.kills is not null
        and participants.deaths is not null
),

shown as (
    select
        match_id,
        {{ exact_sum('shown_actions') }} / nullif({{ exact_sum('actions') }}, 0) as film_coverage
    from actions_of_players
    group by match_id
),

paired as (
    select
        match_id,
        cast(count_if(pair_quality = 'certain') as double) / count(*) as certain_pairs_share
    from pairs
    group by match_id
),

final as (
    select
        counted.*,
        shown.film_coverage,
        paired.certain_pairs_share
    from counted
    left join shown on counted.match_id = shown.match_id
    left join paired on counted.match_id = paired.match_id
)

select * from final
