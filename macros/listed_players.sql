{#- Every player of `matches`, the name of a CTE or a table, as the match lists them. An entry
    without an id is left out, and a player who is listed twice is there once. -#}
{% macro listed_players(matches) -%}
    select
        {{ matches }}.match_id,
        {{ matches }}.segment,
        player,
        {{ count_with(matches ~ '.players', 'PlayerId', 'player') }} as listings
    from {{ matches }}
    {{ unnest(matches ~ '.players', 'player') }}
    where {{ is_first_with(matches ~ '.players', 'PlayerId', 'player') }}
{%- endmacro %}
