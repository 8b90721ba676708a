{#- How the teams of a group of matches ended. -#}
{% macro team_results() -%}
    cast(count(*) as bigint) as matches,
    cast(count_if(outcome = {{ outcome('win') }}) as bigint) as wins,
    cast(count_if(outcome = {{ outcome('loss') }}) as bigint) as losses,
    cast(count_if(outcome = {{ outcome('tie') }}) as bigint) as ties
{%- endmacro %}

{#- A rate, and the bounds between which it lies with a probability of 95 %, by Wilson's formula.
    Unlike the usual formula it stays between 0 and 1, and it is right for small numbers. -#}
{% macro rate_with_interval(successes, trials, name) -%}
    cast({{ successes }} as double) / {{ trials }} as {{ name }},
    {{ wilson_bound(successes, trials, '-') }} as {{ name }}_low,
    {{ wilson_bound(successes, trials, '+') }} as {{ name }}_high
{%- endmacro %}

{% macro wilson_bound(successes, trials, sign) -%}
    {%- set z = 1.959964 -%}
    {%- set rate = '(cast(' ~ successes ~ ' as double) / ' ~ trials ~ ')' -%}
    (
        {{ rate }} + {{ z * z / 2 }} / {{ trials }} {{ sign }} {{ z }} * sqrt(
            ({{ rate }} * (1 - {{ rate }}) + {{ z * z / 4 }} / {{ trials }}) / {{ trials }}
        )
    ) / (1 + {{ z * z }} / {{ trials }})
{%- endmacro %}
