{#- Every player of `matches`, the name of a CTE or a table, as the match lists them. An entry
    without an id is left out, and a player who is listed twice is there once. -#}
{% macro listed_players(matches) -%}
    select
        {{ matches }}.match_id,
        {{ matches }}.segment,
        listed.item as player,
        listed.listings
    from {{ matches }}
    {{ unnest(first_listed(matches ~ '.players', 'PlayerId'), 'listed') }}
{%- endmacro %}
