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

{#- Every player of a match once for each team, with a part of the stats.
    feed and documents: as payloads_of has them. stats: the structure that is read. -#}
{% macro player_stints(feed, documents, stats) -%}
    with matches as (
        select
            match_id,
            segment,
            {{ parse_json('payload', players_schema({'PlayerTeamStats': [{'TeamId': 'bigint', 'Stats': stats}]})) }}.Players
                as players
        from ({{ payloads_of(feed, documents) }}) as payloads
    ),

    players as (
        {{ listed_players('matches') }}
    )

    select
        players.match_id,
        players.segment,
        players.player.PlayerId as player_id,
        {{ place_in_array() }} as stint,
        team_stats.TeamId as team_id,
        team_stats.Stats as stats
    from players
    {{ unnest_with_place('players.player.PlayerTeamStats', 'team_stats') }}
{%- endmacro %}
