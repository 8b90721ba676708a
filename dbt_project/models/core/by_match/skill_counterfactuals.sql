with skill as (
    select * from {{ ref('int_player_skill') }}
),

tiers as (
    {%- for tier in ['Self'] + skill_tiers() %}
    select
        match_id,
        xuid,
        '{{ tier }}' as tier,
        {%- if tier == 'Self' %}
        counterfactuals.SelfCounterfactuals as expected
        {%- else %}
        counterfactuals.TierCounterfactuals.{{ tier }} as expected
        {%- endif %}
    from skill
    where counterfactuals is not null
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        match_id,
        xuid,
        tier,
        {{ finite('expected.Kills') }} as expected_kills,
        {{ finite('expected.Deaths') }} as expected_deaths
    from tiers
    where expected is not null
)

select * from final
