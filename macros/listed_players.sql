{#- Every player of the CTE `matches`, as the match lists them. An entry without an id is left
    out, and a player who is listed twice is there once. -#}
{% macro listed_players() -%}
    select
        matches.match_id,
        matches.segment,
        player,
        {{ count_with('matches.players', 'PlayerId', 'player') }} as listings
    from matches
    {{ unnest('matches.players', 'player') }}
    where {{ is_first_with('matches.players', 'PlayerId', 'player') }}
{%- endmacro %}
