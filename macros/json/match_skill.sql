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

{#- The columns of one player's skill. -#}
{% macro player_skill_columns(skill) -%}
    {{ xuid_of(skill ~ '.Id') }} as xuid,
    try_cast({{ skill }}.ResultCode as int) as result_code,
    try_cast({{ skill }}.Result.TeamId as int) as team_id,
    {{ finite(skill ~ '.Result.TeamMmr') }} as team_mmr,
    {{ skill }}.Result.TeamMmrs as team_mmrs,
    {{ finite(skill ~ '.Result.StatPerformances.Kills.Expected') }} as expected_kills,
    {{ finite(skill ~ '.Result.StatPerformances.Kills.StdDev') }} as kills_std_dev,
    {{ finite(skill ~ '.Result.StatPerformances.Deaths.Expected') }} as expected_deaths,
    {{ finite(skill ~ '.Result.StatPerformances.Deaths.StdDev') }} as deaths_std_dev,
    {{ ranked_csr(skill ~ '.Result.RankRecap.PreMatchCsr') }} as pre_match_csr,
    {{ ranked_csr(skill ~ '.Result.RankRecap.PostMatchCsr') }} as post_match_csr,
    {{ ranked_csr(skill ~ '.Result.RankRecap.PostMatchCsr', 'Tier') }} as tier,
    try_cast({{ ranked_csr(skill ~ '.Result.RankRecap.PostMatchCsr', 'SubTier') }} as int)
        as sub_tier,
    try_cast({{ skill }}.Result.RankRecap.PostMatchCsr.MeasurementMatchesRemaining as int)
        as measurement_matches_remaining,
    {{ skill }}.Result.Counterfactuals as counterfactuals
{%- endmacro %}
