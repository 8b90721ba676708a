{%- set categories = award_categories() -%}

with facts as (
    select * from {{ of_changed_matches(ref('int_player_match_facts')) }}
),

company as (
    select * from {{ ref('int_match_company') }}
),

moments as (
    select * from {{ ref('int_match_moments') }}
),

duels as (
    select * from {{ ref('int_match_duels') }}
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
        moments.first_kill_ms,
        moments.first_death_ms,
        moments.perfect_kills,
        duels.nemesis_xuid,
        duels.killed_by_nemesis,
        duels.favourite_victim_xuid,
        {%- for category in categories %}
        award_scores.{{ category }}_score,
        {%- endfor %}
        duels.killed_favourite_victim
    from facts
    left join company
        on facts.xuid = company.xuid and facts.match_id = company.match_id
    left join moments
        on facts.xuid = moments.xuid and facts.match_id = moments.match_id
    left join duels
        on facts.xuid = duels.xuid and facts.match_id = duels.match_id
    left join award_scores
        on facts.xuid = award_scores.xuid and facts.match_id = award_scores.match_id
)

select * from final
