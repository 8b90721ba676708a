{%- set perfect_kill = 1512363953 -%}

with facts as (
    select * from {{ of_changed_matches(ref('int_player_match_facts')) }}
),

events as (
    select * from {{ of_changed_matches(ref('highlight_events')) }}
),

earned as (
    select * from {{ of_changed_matches(ref('medals_earned')) }}
    where medal_id = {{ perfect_kill }}
),

firsts as (
    select
        match_id,
        xuid,
        min(case when event_type = 'kill' then time_ms end) as first_kill_ms,
        min(case when event_type = 'death' then time_ms end) as first_death_ms
    from events
    group by match_id, xuid
),

final as (
    select
        facts.xuid,
        facts.match_id,
        firsts.first_kill_ms,
        firsts.first_death_ms,
        coalesce(earned.medal_count, 0) as perfect_kills
    from facts
    left join firsts on facts.match_id = firsts.match_id and facts.xuid = firsts.xuid
    left join earned on facts.match_id = earned.match_id and facts.xuid = earned.xuid
)

select * from final
