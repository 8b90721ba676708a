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
