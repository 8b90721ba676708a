{#- Rounds of mutual first choices: the nearest death of a kill and the nearest kill of a death.
    In all sample films one round pairs nine in ten and two rounds pair every kill. -#}
{%- set rounds = 3 -%}

with candidates as (
    select
        *,
        count(*) over (partition by match_id, kill_index) as deaths_of_kill,
        count(*) over (partition by match_id, death_index) as kills_of_death
    from {{ ref('int_kill_death_candidates') }}
),

{% for round in range(1, rounds + 1) %}
{%- set open = 'candidates' if round == 1 else 'open_after_' ~ (round - 1) -%}
ranked_{{ round }} as (
    select
        *,
        row_number() over (
            partition by match_id, kill_index order by gap_ms, death_index
        ) as death_choice,
        row_number() over (
            partition by match_id, death_index order by gap_ms, kill_index
        ) as kill_choice
    from {{ open }}
),

pairs_{{ round }} as (
    select *
    from ranked_{{ round }}
    where death_choice = 1 and kill_choice = 1
),

open_after_{{ round }} as (
    select {{ open }}.*
    from {{ open }}
    left join pairs_{{ round }} as taken_kills
        on
            {{ open }}.match_id = taken_kills.match_id
            and {{ open }}.kill_index = taken_kills.kill_index
    left join pairs_{{ round }} as taken_deaths
        on
            {{ open }}.match_id = taken_deaths.match_id
            and {{ open }}.death_index = taken_deaths.death_index
    where taken_kills.match_id is null and taken_deaths.match_id is null
),

{% endfor -%}

final as (
    {%- for round in range(1, rounds + 1) %}
    select
        match_id,
        kill_index,
        death_index,
        gap_ms,
        case
            when deaths_of_kill = 1 and kills_of_death = 1 then 'certain' else 'ambiguous'
        end as pair_quality
    from pairs_{{ round }}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
)

select * from final
