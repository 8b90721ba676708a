{#- The metrics of the performance score, each with its weight: the old application's "v4-relative". -#}
{% macro performance_weights() %}
    {{- return({
        'kills_per_minute': 0.22,
        'deaths_per_minute': 0.18,
        'kda': 0.15,
        'personal_score_per_minute': 0.12,
        'assists_per_minute': 0.10,
        'damage_per_minute': 0.10,
        'accuracy': 0.08,
        'rank_against_odds': 0.05,
    }) -}}
{% endmacro %}

{#- The mean of columns by their weights. What is null has no weight. -#}
{% macro weighted_mean(weights) -%}
    (
        {%- for column, weight in weights.items() %}
        {{ '+ ' if not loop.first }}coalesce({{ weight }} * {{ column }}, 0.0)
        {%- endfor %}
    ) / nullif(
        {%- for column, weight in weights.items() %}
        {{ '+ ' if not loop.first }}case when {{ column }} is null then 0.0 else {{ weight }} end
        {%- endfor %},
        0
    )
{%- endmacro %}
