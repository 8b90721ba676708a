{#- After `from <cte>`: one row per element of an array column, as `<alias>`. -#}
{% macro unnest(array, alias) -%}
    {{ adapter.dispatch('unnest', 'halo')(array, alias) }}
{%- endmacro %}

{% macro duckdb__unnest(array, alias) -%}
    cross join lateral (select unnest({{ array }}) as {{ alias }}) as unnested
{%- endmacro %}

{% macro spark__unnest(array, alias) -%}
    lateral view explode({{ array }}) unnested as {{ alias }}
{%- endmacro %}

{#- The same, and beside each element its place, from 0, as `{{ "{{ place_in_array() }}" }}`. -#}
{% macro unnest_with_place(array, alias) -%}
    {{ adapter.dispatch('unnest_with_place', 'halo')(array, alias) }}
{%- endmacro %}

{#- `unnest(…) with ordinality` joins each row with a copy of its whole array: 20 times the cost. -#}
{% macro duckdb__unnest_with_place(array, alias) -%}
    cross join lateral (
        select unnest({{ array }}) as {{ alias }}, generate_subscripts({{ array }}, 1) as place
    ) as unnested
{%- endmacro %}

{% macro spark__unnest_with_place(array, alias) -%}
    lateral view posexplode({{ array }}) unnested as place, {{ alias }}
{%- endmacro %}

{#- DuckDB counts from 1, Spark from 0. -#}
{% macro place_in_array() -%}
    {{ adapter.dispatch('place_in_array', 'halo')() }}
{%- endmacro %}

{% macro duckdb__place_in_array() -%} cast(place - 1 as int) {%- endmacro %}

{% macro spark__place_in_array() -%} place {%- endmacro %}

{#- Of an array of structures those that are the first with their value in a field, each as `item`
    beside the number of those with this value, `listings`. It is done before the array is unnested,
    because a row per element would contain a copy of the array. -#}
{% macro first_listed(array, field) -%}
    {{ adapter.dispatch('first_listed', 'halo')(array, field) }}
{%- endmacro %}

{% macro duckdb__first_listed(array, field) -%}
    {%- set values = 'list_transform(' ~ array ~ ', lambda one: one.' ~ field ~ ')' -%}
    list_transform(
        list_filter(
            generate_series(1, len({{ array }})),
            lambda place: {{ array }}[place].{{ field }} is not null
            and list_position({{ values }}, {{ array }}[place].{{ field }}) = place
        ),
        lambda place: {
            'item': {{ array }}[place],
            'listings': cast(
                len(list_filter({{ values }}, lambda value: value = {{ array }}[place].{{ field }})) as int
            )
        }
    )
{%- endmacro %}

{% macro spark__first_listed(array, field) -%}
    transform(
        filter(
            {{ array }},
            (one, place) -> one.{{ field }} is not null
                and array_position({{ array }}.{{ field }}, one.{{ field }}) = place + 1
        ),
        one -> named_struct('item', one, 'listings', size(filter({{ array }}.{{ field }}, value -> value = one.{{ field }})))
    )
{%- endmacro %}

{#- An element of an array by its place, from 0; null behind the end. -#}
{% macro array_element(array, place) -%}
    {{ adapter.dispatch('array_element', 'halo')(array, place) }}
{%- endmacro %}

{% macro duckdb__array_element(array, place) -%} {{ array }}[cast({{ place }} as bigint) + 1] {%- endmacro %}

{% macro spark__array_element(array, place) -%} get({{ array }}, cast({{ place }} as int)) {%- endmacro %}
