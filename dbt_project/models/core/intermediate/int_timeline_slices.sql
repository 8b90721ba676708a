{#- Beyond two hours only slices with an event have rows: a broken time must not make a million. -#}
{%- set most_slices = 240 -%}

with events as (
    select * from {{ ref('int_timeline_events') }}
    where event_type <> 'dead'
),

sides as (
    select * from {{ ref('int_film_sides') }}
),

lengths as (
    select
        match_id,
        least(max(slice_index) + 1, {{ most_slices }}) as slice_count
    from events
    group by match_id
    having max(slice_index) >= 0
),

dense as (
    select
        lengths.match_id,
        cast(unnested.slice_number - 1 as int) as slice_index
    from lengths
    {{ unnest(numbers_to('lengths.slice_count'), 'slice_number') }}
),

slices as (
    select
        match_id,
        slice_index
    from dense
    union
    select
        match_id,
        slice_index
    from events
),

-- Events of players without a team have a row of their own, with no team.
teams as (
    select
        match_id,
        team_id
    from sides
    where team_id is not null
    union
    select
        match_id,
        team_id
    from events
),

final as (
    select
        slices.match_id,
        teams.team_id,
        slices.slice_index
    from slices
    inner join teams on slices.match_id = teams.match_id
)

select * from final
