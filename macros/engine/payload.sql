{#- The keys of a JSON text with the types of its values, as the engine writes them. -#}
{% macro payload_structure(payload) -%}
    {{ adapter.dispatch('payload_structure', 'halo')(payload) }}
{%- endmacro %}

{% macro duckdb__payload_structure(payload) -%} cast(json_structure({{ payload }}) as varchar) {%- endmacro %}

{% macro spark__payload_structure(payload) -%} schema_of_variant(try_parse_json({{ payload }})) {%- endmacro %}

{#- A structure as JSON that is the same on both engines: a list is the shape of all its elements, a
    plain value the digit of its kind. -#}
{% macro shape_of_structure(structure) -%}
    {{ adapter.dispatch('shape_of_structure', 'halo')(structure) }}
{%- endmacro %}

{#- Enough to distinguish a number from a text; mixed is what differs between the elements of a list. -#}
{% macro payload_kinds() -%}
    {{- return({'null': 0, 'number': 1, 'string': 2, 'boolean': 3, 'mixed': 4}) -}}
{%- endmacro %}

{% macro duckdb__shape_of_structure(structure) -%}
    {%- set names = {
        'NULL': 'null', 'VARCHAR': 'string', 'BOOLEAN': 'boolean', 'JSON': 'mixed',
        '[A-Z]+': 'number',
    } -%}
    {%- for name in names -%} regexp_replace( {%- endfor -%}
    {{ structure }}
    {%- for name, kind in names.items() -%}
    , '([:[])"{{ name }}"', '\1{{ payload_kinds()[kind] }}', 'g')
    {%- endfor -%}
{%- endmacro %}

{#- Spark writes OBJECT<key: TYPE, …> and ARRAY<…>, and odd keys in backticks: every second piece
    between backticks is a key. A list becomes an object with the key []. -#}
{% macro spark__shape_of_structure(structure) -%}
    {%- set names = {
        'VOID': 'null', 'STRING': 'string', 'BOOLEAN': 'boolean', 'VARIANT': 'mixed',
        '[A-Z]+([(][0-9, ]+[)])?': 'number',
    } -%}
    array_join(
        transform(
            split({{ structure }}, '`'),
            (piece, place) -> case
                when place % 2 = 1 then trim(both '[]' from to_json(array(piece)))
                else {% for name in names %} regexp_replace( {%- endfor -%}
                    regexp_replace(
                        replace(
                            replace(replace(piece, 'ARRAY<', 'OBJECT<[]: '), 'OBJECT<', '{'),
                            '>',
                            '}'
                        ),
                        '([^,{} :]+): ',
                        '"$1": '
                    )
                    {%- for name, kind in names.items() -%}
                    , ': {{ name }}', ': {{ payload_kinds()[kind] }}')
                    {%- endfor %}
            end
        ),
        ''
    )
{%- endmacro %}

{#- Elements of a list of a match's stats, counted without staging's schema. -#}
{% macro elements_in_payload(payload, list) -%}
    {{ adapter.dispatch('elements_in_payload', 'halo')(payload, list) }}
{%- endmacro %}

{% macro duckdb__elements_in_payload(payload, list) -%}
    cast(coalesce(json_array_length({{ payload }}, '$.{{ list }}'), 0) as bigint)
{%- endmacro %}

{% macro spark__elements_in_payload(payload, list) -%}
    cast(coalesce(json_array_length(get_json_object({{ payload }}, '$.{{ list }}')), 0) as bigint)
{%- endmacro %}

{#- Ids of players in a match's stats, each counted once. -#}
{% macro players_in_payload(payload) -%}
    {{ adapter.dispatch('players_in_payload', 'halo')(payload) }}
{%- endmacro %}

{% macro duckdb__players_in_payload(payload) -%}
    cast(len(list_distinct(json_extract_string({{ payload }}, '$.Players[*].PlayerId'))) as bigint)
{%- endmacro %}

{% macro spark__players_in_payload(payload) -%}
    cast(
        size(array_compact(array_distinct(coalesce(
            from_json({{ payload }}, 'Players array<struct<PlayerId: string>>').Players.PlayerId,
            array()
        )))) as bigint
    )
{%- endmacro %}

{#- A core stat of a match's stats, added over all players and their teams. -#}
{% macro sum_in_payload(payload, stat) -%}
    {{ adapter.dispatch('sum_in_payload', 'halo')(payload, stat) }}
{%- endmacro %}

{% macro duckdb__sum_in_payload(payload, stat) -%}
    try_cast(coalesce(
        list_sum(try_cast(
            json_extract({{ payload }}, '$.Players[*].PlayerTeamStats[*].Stats.CoreStats.{{ stat }}') as bigint[]
        )),
        0
    ) as bigint)
{%- endmacro %}

{#- A sum of bigints would begin again below zero, so it is one of longer numbers. -#}
{% macro spark__sum_in_payload(payload, stat) -%}
    try_cast(aggregate(
        flatten(transform(
            coalesce(
                from_json(
                    {{ payload }},
                    'Players array<struct<PlayerTeamStats: array<struct<Stats: struct<CoreStats: struct<{{ stat }}: bigint>>>>>>'
                ).Players,
                array()
            ),
            player -> transform(coalesce(player.PlayerTeamStats, array()), team -> team.Stats.CoreStats.{{ stat }})
        )),
        cast(0 as decimal(38, 0)),
        (total, value) -> total + coalesce(value, 0)
    ) as bigint)
{%- endmacro %}
