{#- Kills and deaths of a film, paired one to one, as many as possible.

    A kill is noted 0 or 1 ms before the death it caused. So the moments of a film are put in a row:
    deaths of a millisecond, kills of that millisecond, deaths of the next one, and so on. A pair joins
    two moments that follow each other, and its two players are of different sides. A burst is a run of
    moments without a gap, so a pair never joins two bursts.

    Forward: at each moment as much as possible is paired with what is open from the moment before.
    This is never wrong, because what is open there can be paired nowhere else. Which sides stay open is
    not decided yet. Two facts are enough to go on: how much is open (`open_count`), and how much of
    each side is open after every decision (`least_open`).
    Backward: each moment then leaves open what the moment after it can pair.

    Only a side that both kills and dies in the burst can meet itself. Such sides have a place in the
    lists; all others are counted together. So the time grows with moments times these sides, however
    many events share a moment. -#}

{#- What is open behind every moment, as a list that begins with what is open before the first one.
    An element of `moments` has its `size` and, by place, the `counts` of sides; `starts_anew` says of
    an `element` whether it is not paired with the moment before. -#}
{% macro open_by_moment(moments, places, starts_anew) -%}
    {%- set nothing = struct_of({
        'open_count': 'cast(0 as int)',
        'least_open': each(places, 'place', 'cast(0 as int)'),
    }) -%}
    {%- set before = 'case when ' ~ starts_anew ~ ' then ' ~ nothing ~ ' else ' ~ item('state', -1) ~ ' end' -%}
    {%- set lowest = each(
        places, 'place',
        'greatest(0, ' ~ item('before.least_open', 'place') ~ ' + '
        ~ item('element.counts', 'place') ~ ' - before.open_count)',
    ) -%}
    {%- set after = struct_of({
        'open_count': 'greatest(0, element.size - before.open_count, ' ~ largest_of('lowest') ~ ')',
        'least_open': 'lowest',
    }) -%}
    {{ fold(
        moments,
        list_of([nothing]),
        appended('state', let('before', before, let('lowest', lowest, after))),
    ) }}
{%- endmacro %}

{#- How many events of every moment are paired with the moment before (`earlier`) and after (`later`),
    by place and of all others together (`others_earlier`, `others_later`), as a list that begins behind
    the last moment. `states` is what open_by_moment gave, `numbers` are the places of the moments. -#}
{% macro paired_by_moment(moments, states, numbers, places) -%}
    {%- set backward = reversed_list(each(numbers, 'nth', struct_of({
        'size': item(moments, 'nth') ~ '.size',
        'counts': item(moments, 'nth') ~ '.counts',
        'open_count': item(states, 'nth + 1') ~ '.open_count',
        'least_open': item(states, 'nth + 1') ~ '.least_open',
    }))) -%}
    {%- set nothing = struct_of({
        'earlier': each(places, 'place', 'cast(0 as int)'),
        'later': each(places, 'place', 'cast(0 as int)'),
        'others_earlier': 'cast(0 as int)',
        'others_later': 'cast(0 as int)',
    }) -%}
    {%- set count, lowest = item('element.counts', 'place'), item('element.least_open', 'place') -%}
    {%- set pairs = '(' ~ sum_of('after.earlier') ~ ' + after.others_earlier)' -%}
    {%- set room = '(' ~ pairs ~ ' - ' ~ item('after.earlier', 'place') ~ ')' -%}
    {%- set undecided = '(element.open_count - ' ~ sum_of('element.least_open') ~ ')' -%}
    {%- set others = '(element.size - ' ~ sum_of('element.counts') ~ ')' -%}
    {#- What can be paired with the moment after is left open first. -#}
    {%- set useful = each(places, 'place', 'greatest(0, least(' ~ count ~ ', ' ~ room ~ ') - ' ~ lowest ~ ')') -%}
    {%- set useless = each(places, 'place', count ~ ' - ' ~ lowest ~ ' - ' ~ item('useful', 'place')) -%}
    {%- set others_open = 'greatest(0, least(' ~ others ~ ', ' ~ undecided ~ ' - ' ~ sum_of('useful') ~ '))' -%}
    {%- set open = each(
        places, 'place',
        lowest ~ ' + ' ~ share_of(undecided, 'useful', 'place') ~ ' + '
        ~ share_of(undecided ~ ' - ' ~ sum_of('useful') ~ ' - others_open', 'useless', 'place'),
    ) -%}
    {%- set possible = each(places, 'place', 'least(' ~ item('open', 'place') ~ ', ' ~ room ~ ')') -%}
    {%- set later = each(places, 'place', share_of(pairs, 'possible', 'place')) -%}
    {%- set found = struct_of({
        'earlier': each(places, 'place', count ~ ' - ' ~ item('open', 'place')),
        'later': 'later',
        'others_earlier': others ~ ' - others_open',
        'others_later': pairs ~ ' - ' ~ sum_of('later'),
    }) -%}
    {{ fold(
        backward,
        list_of([nothing]),
        appended(
            'state',
            let('after', item('state', -1),
                let('useful', useful,
                    let('useless', useless,
                        let('others_open', others_open,
                            let('open', open,
                                let('possible', possible,
                                    let('later', later, found)))))))),
    ) }}
{%- endmacro %}

{#- What falls to a place when an amount is given out in order, to each place up to its limit. -#}
{% macro share_of(amount, limits, place) -%}
    greatest(0, least({{ item(limits, place) }}, {{ amount }} - {{ sum_of(first_items(limits, place ~ ' - 1')) }}))
{%- endmacro %}
