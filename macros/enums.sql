{#- What an award is given for; a label of an old file that is none of these is other. -#}
{% macro award_categories() %}
    {{- return(['kill', 'assist', 'objective', 'vehicle', 'penalty', 'other']) -}}
{% endmacro %}

{#- A text if it is one of them. -#}
{% macro award_category_or_null(text) -%}
    case when {{ text }} in ('{{ award_categories() | join("', '") }}') then {{ text }} end
{%- endmacro %}

{#- The API's number of playlists of big teams. -#}
{% macro big_team_experience() %}{{ return(3) }}{% endmacro %}

{#- The API's number of an outcome, by its name: tie, win, loss or unfinished.
    Example: count_if(outcome = {{ outcome('win') }}) -#}
{% macro outcome(name) %}
    {{- return({'tie': 1, 'win': 2, 'loss': 3, 'unfinished': 4}[name]) -}}
{% endmacro %}

{#- The name of an outcome. Example: {{ "{{ outcome_name('outcome') }}" }} -#}
{% macro outcome_name(number) -%}
    case {{ number }}
    {%- for name in ['tie', 'win', 'loss', 'unfinished'] %} when {{ outcome(name) }} then '{{ name }}'{% endfor %} end
{%- endmacro %}

{#- Several outcomes as a list of SQL. Example: outcome in {{ outcomes('win', 'loss') }} -#}
{% macro outcomes() -%}
    (
    {%- for name in varargs %}{{ outcome(name) }}{{ ', ' if not loop.last }}{% endfor -%}
    )
{%- endmacro %}

{#- The API's category of game variants in which players fight the computer. -#}
{% macro firefight_category() %}{{ return(42) }}{% endmacro %}
