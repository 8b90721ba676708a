with matches as (
    select * from {{ of_changed_matches(ref('int_legacy_matches')) }}
),

participants as (
    select * from {{ of_changed_matches(ref('int_legacy_participants')) }}
),

events as (
    select * from {{ of_changed_matches(ref('int_legacy_film_events')) }}
),

signatures as (
    select
        match_id,
        teammates_signature
    from {{ of_changed_matches(ref('stg_legacy_match_stats')) }}
    union
    select
        match_id,
        teammates_signature
    from {{ of_changed_matches(ref('stg_legacy_match_enrichment')) }}
),

teammates as (
    select
        signatures.match_id,
        unnested.teammate
    from signatures
    {{ unnest("split(signatures.teammates_signature, ',')", 'teammate') }}
),

-- Everybody the old application says was there, wherever it says so.
seen as (
    select
        match_id,
        teammate as xuid
    from teammates
    where teammate <> ''
    union
    select
        match_id,
        xuid
    from events
    where xuid is not null
),

absent as (
    select
        seen.match_id,
        count(*) as missing_participants
    from seen
    left join participants
        on seen.match_id = participants.match_id and seen.xuid = participants.xuid
    where participants.xuid is null
    group by seen.match_id
),

filmed as (
    select
        match_id,
        xuid,
        count_if(event_type = 'kill') as kills,
        count_if(event_type = 'death') as deaths
    from events
    group by match_id, xuid
),

-- Films leave the AI out, so that of a firefight has less than the scoreboard, and nothing is lost.
cut as (
    select
        participants.match_id,
        sum(
            greatest(participants.kills - coalesce(filmed.kills, 0), 0)
            + greatest(participants.deaths - coalesce(filmed.deaths, 0), 0)
        ) as missing_events
    from participants
    inner join matches
        on
            participants.match_id = matches.match_id
            and not matches.is_firefight
            and coalesce(matches.game_variant_category, 0) <> {{ firefight_category() }}
    left join filmed
        on participants.match_id = filmed.match_id and participants.xuid = filmed.xuid
    where participants.match_id in (select events.match_id from events)
    group by participants.match_id
),

final as (
    select
        matches.match_id,
        cast(coalesce(absent.missing_participants, 0) as bigint) as missing_participants,
        cast(coalesce(cut.missing_events, 0) as bigint) as missing_events,
        coalesce(absent.missing_participants, 0) + coalesce(cut.missing_events, 0) > 0
            as is_incomplete
    from matches
    left join absent on matches.match_id = absent.match_id
    left join cut on matches.match_id = cut.match_id
)

select * from final
