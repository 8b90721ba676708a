{#- What we read of a match's skill. "NaN" and "Infinity" may stand where a number is meant. -#}
{% macro match_skill_schema() %}
    {%- set csr = {'Value': 'bigint', 'Tier': 'string', 'SubTier': 'bigint', 'MeasurementMatchesRemaining': 'bigint'} -%}
    {%- set performance = {'Count': 'bigint', 'Expected': 'double', 'StdDev': 'double'} -%}
    {{- return({
        'Value': [{
            'Id': 'string', 'ResultCode': 'bigint',
            'Result': {
                'TeamId': 'bigint', 'TeamMmr': 'double',
                'RankRecap': {'PreMatchCsr': csr, 'PostMatchCsr': csr},
                'StatPerformances': {'Kills': performance, 'Deaths': performance},
            },
        }],
    }) -}}
{% endmacro %}

{#- A CSR value; -1 and an empty tier mean unranked. -#}
{% macro ranked_csr(csr) -%}
    case when {{ csr }}.Value >= 0 and {{ csr }}.Tier <> '' then {{ csr }}.Value end
{%- endmacro %}
