{#- A row of such a table follows from the earlier matches of its player. So of each player in a changed
    match, the rows of this match and of all later ones are replaced. What a player did before stays. -#}
{% macro replace_later_matches(table, name, state, note) %}
    {%- set key = 'xuid, match_id' %}
    {%- set sql = with_inputs_cut(compiled_code, model, {}, key=key) %}
    {% call statement('main') -%}
        {{ touch_later_matches(table, changed_matches(model, state.built_in)) }};
        {{ new_rows(table, sql) }};
        delete from {{ table }} where ({{ key }}) in (select {{ key }} from touched_matches);
        insert into {{ table }} by name select * from new_rows;
        {{ note_matches(name, 'touched_matches') }};
        {{ note_build(name, 'some', rows_written='(select count(*) from new_rows)', **note) }}
    {%- endcall %}
{% endmacro %}

{#- The temporary tables `touched_players` and `touched_matches`. A match may have had another time, or
    the player may not be in it any more, so the rows of before are asked as well. -#}
{% macro touch_later_matches(table, changed) %}
    {%- set rows_of_both -%}
        select xuid, match_id, started_at from {{ matches_of_players() }}
        union all
        select xuid, match_id, started_at from {{ table }}
    {%- endset %}
    create or replace temp table changed_matches as {{ changed }};
    create or replace temp table touched_players as
    select
        xuid,
        min(started_at) as first_changed_at
    from ({{ rows_of_both }}) as known
    where match_id in (select match_id from changed_matches)
    group by xuid;
    create or replace temp table touched_matches as
    select distinct
        known.xuid,
        known.match_id
    from ({{ rows_of_both }}) as known
    inner join touched_players on known.xuid = touched_players.xuid
    where
        known.started_at >= touched_players.first_changed_at
        or known.match_id in (select match_id from changed_matches)
{% endmacro %}

{#- The table of all matches of the tracked players, which each of these models reads. -#}
{% macro matches_of_players() %}
    {%- for relation in relations_read(model) if 'int_player_match_facts' in relation %}
        {{- return(relation) -}}
    {%- endfor %}
    {%- do exceptions.raise_compiler_error(
        'a table of later_matches must read int_player_match_facts: ' ~ model.name
    ) %}
{% endmacro %}
