{#- A list changed element by element: `expression` is of one element, called `name`. -#}
{% macro each(list, name, expression) -%}
    {{ adapter.dispatch('each', 'halo')(list, name, expression) }}
{%- endmacro %}

{% macro duckdb__each(list, name, expression) -%}
    list_transform({{ list }}, lambda {{ name }}: {{ expression }})
{%- endmacro %}

{% macro spark__each(list, name, expression) -%}
    transform({{ list }}, {{ name }} -> {{ expression }})
{%- endmacro %}

{#- A list taken together, element by element: `step` makes of `state` and `element` the next state. -#}
{% macro fold(list, initial, step) -%}
    {{ adapter.dispatch('fold', 'halo')(list, initial, step) }}
{%- endmacro %}

{% macro duckdb__fold(list, initial, step) -%}
    list_reduce({{ list }}, lambda state, element: {{ step }}, {{ initial }})
{%- endmacro %}

{% macro spark__fold(list, initial, step) -%}
    aggregate({{ list }}, {{ initial }}, (state, element) -> {{ step }})
{%- endmacro %}

{#- An expression in which `name` stands for a value, so that the value is computed once. -#}
{% macro let(name, value, expression) -%}
    {{ item(each(list_of([value]), name, expression), 1) }}
{%- endmacro %}

{#- The element at a place, from 1; from the end when the place is negative. -#}
{% macro item(list, place) -%}
    {{ adapter.dispatch('item', 'halo')(list, place) }}
{%- endmacro %}

{% macro duckdb__item(list, place) -%} list_extract({{ list }}, {{ place }}) {%- endmacro %}

{% macro spark__item(list, place) -%} element_at({{ list }}, {{ place }}) {%- endmacro %}

{#- A list of these expressions. -#}
{% macro list_of(expressions) -%}
    {{ adapter.dispatch('list_of', 'halo')(expressions) }}
{%- endmacro %}

{% macro duckdb__list_of(expressions) -%} [{{ expressions | join(', ') }}] {%- endmacro %}

{% macro spark__list_of(expressions) -%} array({{ expressions | join(', ') }}) {%- endmacro %}

{#- A structure of named members. -#}
{% macro struct_of(members) -%}
    {{ adapter.dispatch('struct_of', 'halo')(members) }}
{%- endmacro %}

{% macro duckdb__struct_of(members) -%}
    {{ '{' }}
    {%- for name, expression in members.items() %}'{{ name }}': {{ expression }}{{ ', ' if not loop.last }}{% endfor -%}
    {{ '}' }}
{%- endmacro %}

{% macro spark__struct_of(members) -%}
    named_struct(
        {%- for name, expression in members.items() %}'{{ name }}', {{ expression }}{{ ', ' if not loop.last }}{% endfor -%}
    )
{%- endmacro %}

{#- A list with one more element at its end. -#}
{% macro appended(list, element) -%}
    {{ adapter.dispatch('appended', 'halo')(list, element) }}
{%- endmacro %}

{% macro duckdb__appended(list, element) -%} list_append({{ list }}, {{ element }}) {%- endmacro %}

{% macro spark__appended(list, element) -%} array_append({{ list }}, {{ element }}) {%- endmacro %}

{#- The first elements of a list, as many as `count` says. -#}
{% macro first_items(list, count) -%}
    {{ adapter.dispatch('first_items', 'halo')(list, count) }}
{%- endmacro %}

{% macro duckdb__first_items(list, count) -%} list_slice({{ list }}, 1, {{ count }}) {%- endmacro %}

{% macro spark__first_items(list, count) -%} slice({{ list }}, 1, {{ count }}) {%- endmacro %}

{#- Sum of a list of integers; 0 of an empty one. -#}
{% macro sum_of(list) -%}
    {{ adapter.dispatch('sum_of', 'halo')(list) }}
{%- endmacro %}

{% macro duckdb__sum_of(list) -%} cast(coalesce(list_sum({{ list }}), 0) as int) {%- endmacro %}

{% macro spark__sum_of(list) -%} aggregate({{ list }}, 0, (total, part) -> total + part) {%- endmacro %}

{#- Number of elements of a list. -#}
{% macro length_of(list) -%}
    {{ adapter.dispatch('length_of', 'halo')(list) }}
{%- endmacro %}

{% macro duckdb__length_of(list) -%} len({{ list }}) {%- endmacro %}

{% macro spark__length_of(list) -%} size({{ list }}) {%- endmacro %}

{#- Largest element of a list. -#}
{% macro largest_of(list) -%}
    {{ adapter.dispatch('largest_of', 'halo')(list) }}
{%- endmacro %}

{% macro duckdb__largest_of(list) -%} list_max({{ list }}) {%- endmacro %}

{% macro spark__largest_of(list) -%} array_max({{ list }}) {%- endmacro %}

{#- Inside a group: the values as a list, in the order of another expression, which has no ties. -#}
{% macro list_in_order(value, order) -%}
    {{ adapter.dispatch('list_in_order', 'halo')(value, order) }}
{%- endmacro %}

{% macro duckdb__list_in_order(value, order) -%} list({{ value }} order by {{ order }}) {%- endmacro %}

{% macro spark__list_in_order(value, order) -%}
    transform(
        array_sort(collect_list(named_struct('place', {{ order }}, 'value', {{ value }}))),
        one -> one.value
    )
{%- endmacro %}

{#- The integers from 1 to a last one, as a list. -#}
{% macro numbers_to(last) -%}
    {{ adapter.dispatch('numbers_to', 'halo')(last) }}
{%- endmacro %}

{% macro duckdb__numbers_to(last) -%} generate_series(1, {{ last }}) {%- endmacro %}

{% macro spark__numbers_to(last) -%} sequence(1, {{ last }}) {%- endmacro %}

{#- The places in a list, from 1, as a list. -#}
{% macro places_of(list) -%}
    {{ adapter.dispatch('places_of', 'halo')(list) }}
{%- endmacro %}

{% macro duckdb__places_of(list) -%}
    list_transform(generate_series(1, len({{ list }})), lambda place: cast(place as int))
{%- endmacro %}

{% macro spark__places_of(list) -%}
    transform({{ list }}, (one, place) -> place + 1)
{%- endmacro %}

{#- A list of nothing, of which the type of its elements is known. -#}
{% macro empty_list(type) -%}
    {{ adapter.dispatch('empty_list', 'halo')(type) }}
{%- endmacro %}

{% macro duckdb__empty_list(type) -%} cast([] as {{ type }}[]) {%- endmacro %}

{% macro spark__empty_list(type) -%} cast(array() as array<{{ type }}>) {%- endmacro %}

{#- A list from its end to its beginning. -#}
{% macro reversed_list(list) -%}
    {{ adapter.dispatch('reversed_list', 'halo')(list) }}
{%- endmacro %}

{% macro duckdb__reversed_list(list) -%} list_reverse({{ list }}) {%- endmacro %}

{% macro spark__reversed_list(list) -%} reverse({{ list }}) {%- endmacro %}
