{#- What we read of a match's skill. "NaN" and "Infinity" may stand where a number is meant. -#}
{% macro match_skill_schema() %}
    {%- set csr = {'Value': 'bigint', 'Tier': 'string', 'SubTier': 'bigint', 'MeasurementMatchesRemaining': 'bigint'} -%}
    {%- set performance = {'Count': 'bigint', 'Expected': 'double', 'StdDev': 'double'} -%}
    {%- set counterfactual = {'Kills': 'double', 'Deaths': 'double'} -%}
    {%- set tiers = {} -%}
    {%- for tier in skill_tiers() -%}
        {%- do tiers.update({tier: counterfactual}) -%}
    {%- endfor -%}
    {{- return({
        'Value': [{
            'Id': 'string', 'ResultCode': 'bigint',
            'Result': {
                'TeamId': 'bigint', 'TeamMmr': 'double', 'TeamMmrs': 'map',
                'RankRecap': {'PreMatchCsr': csr, 'PostMatchCsr': csr},
                'StatPerformances': {'Kills': performance, 'Deaths': performance},
                'Counterfactuals': {
                    'SelfCounterfactuals': counterfactual, 'TierCounterfactuals': tiers,
                },
            },
        }],
    }) -}}
{% endmacro %}

{#- Tiers the API gives counterfactuals for. -#}
{% macro skill_tiers() %}
    {{- return(['Bronze', 'Silver', 'Gold', 'Platinum', 'Diamond', 'Onyx']) -}}
{% endmacro %}

{#- A field of a skill rank; -1 and an empty tier mean unranked. -#}
{% macro ranked_csr(csr, field='Value') -%}
    case when {{ csr }}.Value >= 0 and {{ csr }}.Tier <> '' then {{ csr }}.{{ field }} end
{%- endmacro %}
