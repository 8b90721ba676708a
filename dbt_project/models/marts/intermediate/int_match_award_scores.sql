{%- set categories = ['kill', 'assist', 'objective', 'vehicle', 'penalty', 'other'] -%}

with facts as (
    select * from {{ ref('int_player_match_facts') }}
),

awards as (
    select * from {{ ref('personal_score_awards') }}
),

final as (
    select
        facts.xuid,
        {%- for category in categories %}
        cast(
            sum(
                case
                    when awards.award_category = '{{ category }}' then awards.award_score
                    else 0
                end
            ) as bigint
        ) as {{ category }}_score,
        {%- endfor %}
        facts.match_id
    from facts
    inner join awards on facts.match_id = awards.match_id and facts.xuid = awards.xuid
    group by facts.xuid, facts.match_id
)

select * from final
