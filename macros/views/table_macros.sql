{#- Questions about any player ever seen, tracked or not, by gamertag (past ones too) or xuid. -#}
{% macro create_table_macros() %}
    {%- do run_statement(player_matches_macro()) %}
    {%- do run_statement(player_medals_macro()) %}
    {%- do run_statement(head_to_head_macro()) %}
{% endmacro %}

{% macro xuids_called(player) -%}
    select aliases.xuid
    from core.xuid_aliases as aliases
    where lower(aliases.gamertag) = lower({{ player }}) or aliases.xuid = {{ player }}
{%- endmacro %}

{% macro player_matches_macro() %}
    create or replace macro main.player_matches(player) as table
    select
        participants.xuid,
        participants.gamertag,
        registry.started_at,
        registry.map_name,
        registry.playlist_name,
        registry.mode_category,
        registry.is_ranked,
        registry.is_firefight,
        participants.* exclude (xuid, gamertag)
    from core.match_participants as participants
    inner join core.match_registry as registry on participants.match_id = registry.match_id
    where participants.xuid in ({{ xuids_called('player') }})
    order by registry.started_at desc
{% endmacro %}

{% macro player_medals_macro() %}
    create or replace macro main.player_medals_of(player) as table
    select
        earned.medal_id,
        medals.name_en,
        medals.name_fr,
        medals.difficulty,
        cast(sum(earned.medal_count) as bigint) as medal_count,
        cast(count(distinct earned.match_id) as bigint) as matches
    from core.medals_earned as earned
    left join core.medals as medals on earned.medal_id = medals.medal_id
    where earned.xuid in ({{ xuids_called('player') }})
    group by all
    order by medal_count desc, earned.medal_id
{% endmacro %}

{% macro head_to_head_macro() %}
    create or replace macro main.head_to_head(one, other) as table
    with duels as (
        select
            pairs.match_id,
            count_if(pairs.killer_xuid in ({{ xuids_called('one') }})) as kills,
            count_if(pairs.killer_xuid in ({{ xuids_called('other') }})) as deaths
        from core.killer_victim_pairs as pairs
        where
            (pairs.killer_xuid in ({{ xuids_called('one') }}) and pairs.victim_xuid in ({{ xuids_called('other') }}))
            or (pairs.killer_xuid in ({{ xuids_called('other') }}) and pairs.victim_xuid in ({{ xuids_called('one') }}))
        group by pairs.match_id
    )
    select
        registry.match_id,
        registry.started_at,
        registry.map_name,
        registry.mode_category,
        registry.is_team_match and mine.team_id = theirs.team_id as is_same_team,
        mine.outcome,
        theirs.outcome as other_outcome,
        mine.kills as total_kills,
        theirs.kills as other_total_kills,
        cast(coalesce(duels.kills, 0) as bigint) as kills,
        cast(coalesce(duels.deaths, 0) as bigint) as deaths
    from core.match_participants as mine
    inner join core.match_participants as theirs on mine.match_id = theirs.match_id
    inner join core.match_registry as registry on mine.match_id = registry.match_id
    left join duels on mine.match_id = duels.match_id
    where
        mine.xuid in ({{ xuids_called('one') }})
        and theirs.xuid in ({{ xuids_called('other') }})
    order by registry.started_at desc
{% endmacro %}
