{%- set categories = award_categories() -%}

with facts as (
    select * from {{ of_changed_matches(ref('int_player_match_facts')) }}
),

company as (
    select * from {{ ref('int_match_company') }}
),

firsts as (
    select * from {{ ref('int_first_actions') }}
),

nemeses as (
    select * from {{ ref('int_match_nemeses') }}
),

award_scores as (
    select * from {{ ref('int_match_award_scores') }}
),

final as (
    select
        facts.xuid,
        facts.match_id,
        company.teammates_signature,
        company.friends_xuids,
        coalesce(company.friends_count, 0) as friends_count,
        firsts.first_kill_ms,
        firsts.first_death_ms,
        firsts.perfect_kills,
        nemeses.nemesis_xuid,
        nemeses.killed_by_nemesis,
        nemeses.favourite_victim_xuid,
        {%- for category in categories %}
        award_scores.{{ category }}_score,
        {%- endfor %}
        nemeses.killed_favourite_victim
    from facts
    left join company
        on facts.xuid = company.xuid and facts.match_id = company.match_id
    left join firsts
        on facts.xuid = firsts.xuid and facts.match_id = firsts.match_id
    left join nemeses
        on facts.xuid = nemeses.xuid and facts.match_id = nemeses.match_id
    left join award_scores
        on facts.xuid = award_scores.xuid and facts.match_id = award_scores.match_id
)

select * from final
