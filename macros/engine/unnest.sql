{#- After `from <cte>`: one row per element of an array column, as `<alias>`; the element's place,
    from 0, is `{{ "{{ place_in_array() }}" }}`. -#}
{% macro unnest(array, alias) -%}
    {{ adapter.dispatch('unnest', 'halo')(array, alias) }}
{%- endmacro %}

{% macro duckdb__unnest(array, alias) -%}
    cross join unnest({{ array }}) with ordinality as unnested ({{ alias }}, place)
{%- endmacro %}

{% macro spark__unnest(array, alias) -%}
    lateral view posexplode({{ array }}) unnested as place, {{ alias }}
{%- endmacro %}

{#- DuckDB counts from 1, Spark from 0. -#}
{% macro place_in_array() -%}
    {{ adapter.dispatch('place_in_array', 'halo')() }}
{%- endmacro %}

{% macro duckdb__place_in_array() -%} cast(place - 1 as int) {%- endmacro %}

{% macro spark__place_in_array() -%} place {%- endmacro %}

{#- Beside an unnested array of structs: whether no element before has the same value in a field;
    never for an element without one. -#}
{% macro is_first_with(array, field, element) -%}
    {{ element }}.{{ field }} is not null
    and {{ place_in_array() }} + 1 = {{ adapter.dispatch('first_position', 'halo')(array, field, element ~ '.' ~ field) }}
{%- endmacro %}

{% macro duckdb__first_position(array, field, value) -%}
    list_position(list_transform({{ array }}, lambda one: one.{{ field }}), {{ value }})
{%- endmacro %}

{% macro spark__first_position(array, field, value) -%}
    array_position({{ array }}.{{ field }}, {{ value }})
{%- endmacro %}

{#- Beside an unnested array of structs: how many elements have this element's value in a field. -#}
{% macro count_with(array, field, element) -%}
    {{ adapter.dispatch('count_with', 'halo')(array, field, element ~ '.' ~ field) }}
{%- endmacro %}

{% macro duckdb__count_with(array, field, value) -%}
    cast(len(list_filter({{ array }}, lambda one: one.{{ field }} = {{ value }})) as int)
{%- endmacro %}

{% macro spark__count_with(array, field, value) -%}
    size(filter({{ array }}, one -> one.{{ field }} = {{ value }}))
{%- endmacro %}

{#- An element of an array by its place, from 0; null behind the end. -#}
{% macro array_element(array, place) -%}
    {{ adapter.dispatch('array_element', 'halo')(array, place) }}
{%- endmacro %}

{% macro duckdb__array_element(array, place) -%} {{ array }}[cast({{ place }} as bigint) + 1] {%- endmacro %}

{% macro spark__array_element(array, place) -%} get({{ array }}, cast({{ place }} as int)) {%- endmacro %}
