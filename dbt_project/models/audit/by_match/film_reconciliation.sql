-- The old application kept the owner's medals only, and some films by half: the claim is the API's.
with participants as (
    select * from {{ of_changed_matches(ref('match_participants')) }}
    where source = 'api'
),

registry as (
    select * from {{ of_changed_matches(ref('match_registry')) }}
),

events as (
    select * from {{ of_changed_matches(ref('highlight_events')) }}
    where source = 'api'
),

filmed as (
    select distinct match_id from events
),

medals as (
    select
        match_id,
        xuid,
        sum(medal_count) as medal_count
    from {{ of_changed_matches(ref('medals_earned')) }}
    where source = 'api'
    group by match_id, xuid
),

in_films as (
    select
        match_id,
        xuid,
        count_if(event_type = 'kill') as kills,
        count_if(event_type = 'death') as deaths,
        count_if(event_type = 'medal') as medals
    from events
    group by match_id, xuid
),

compared as (
    select
        participants.match_id,
        participants.xuid,
        registry.is_firefight,
        participants.kills as stats_kills,
        cast(coalesce(in_films.kills, 0) as bigint) as film_kills,
        participants.deaths as stats_deaths,
        cast(coalesce(in_films.deaths, 0) as bigint) as film_deaths,
        cast(coalesce(medals.medal_count, 0) as bigint) as stats_medals,
        cast(coalesce(in_films.medals, 0) as bigint) as film_medals
    from participants
    inner join registry on participants.match_id = registry.match_id
    inner join filmed on participants.match_id = filmed.match_id
    left join in_films
        on participants.match_id = in_films.match_id and participants.xuid = in_films.xuid
    left join medals
        on participants.match_id = medals.match_id and participants.xuid = medals.xuid
    where participants.xuid is not null
),

-- Films leave the AI out, so in firefight only deaths could be compared, and not even these surely.
final as (
    select
        *,
        is_firefight
        or (
            stats_kills = film_kills
            and stats_deaths = film_deaths
            and stats_medals = film_medals
        ) as is_agreeing
    from compared
)

select * from final
