{#- The API's number of playlists of big teams. -#}
{% macro big_team_experience() %}{{ return(3) }}{% endmacro %}
