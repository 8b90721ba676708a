{%- set respawn_ms = milliseconds('respawn_seconds') -%}
{#- a kill is before a death of the same millisecond -#}
{%- set of_player = 'partition by match_id, xuid order by time_ms, event_type desc' -%}
{%- set death_ms = "case when event_type = 'death' then time_ms end" -%}

with actions as (
    select * from {{ of_changed_matches(ref('int_film_actions')) }}
    where first_team_id is not null and team_id is not null
),

beside_deaths as (
    select
        *,
        max({{ death_ms }}) over (
            {{ of_player }} rows between unbounded preceding and 1 preceding
        ) as last_death_ms,
        min({{ death_ms }}) over (
            {{ of_player }} rows between 1 following and unbounded following
        ) as next_death_ms
    from actions
),

final as (
    select
        match_id,
        place,
        event_index,
        event_type,
        time_ms,
        xuid,
        team_id,
        opponent_xuid,
        pair_quality,
        first_team_id,
        next_death_ms,
        coalesce(time_ms - last_death_ms <= {{ respawn_ms }}, false) as is_dead,
        coalesce(next_death_ms - time_ms <= {{ respawn_ms }}, false) as is_dead_soon
    from beside_deaths
)

select * from final
