{%- set categories = award_categories() -%}

with facts as (
    select * from {{ of_changed_matches(ref('int_player_match_facts')) }}
),

awards as (
    select * from {{ of_changed_matches(ref('personal_score_awards')) }}
),

final as (
    select
        facts.xuid,
        {%- for category in categories %}
        {%- set is_of_category = "awards.award_category = '" ~ category ~ "'" %}
        {{ total_or_zero('awards.award_score', is_of_category) }} as {{ category }}_score,
        {%- endfor %}
        facts.match_id
    from facts
    inner join awards on facts.match_id = awards.match_id and facts.xuid = awards.xuid
    group by facts.xuid, facts.match_id
)

select * from final
