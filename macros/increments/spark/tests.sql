{#- On Spark a test of an increment reads the partitions that changed since all tests passed. A view has
    no note of its rows, so it is read whole. -#}
{% macro spark__of_matches_to_check(table, tables) %}
    {%- if not execute or flags.WHICH != 'build' or flags.FULL_REFRESH %}
        {{- return(table) -}}
    {%- endif %}
    {%- set names = [] %}
    {%- for one in tables %}
        {%- do names.append(one.schema ~ '.' ~ one.identifier) %}
    {%- endfor %}
    {%- set notes = notes_of(names + ['all tests']) %}
    {%- set checked_in = notes['all tests'].built_in if 'all tests' in notes else 0 %}
    {%- set found = namespace(is_whole=false, is_changed=false) %}
    {%- set changed = [] %}
    {%- for name in names %}
        {%- set note = notes.get(name) %}
        {%- if note is none or note.replaced_in > checked_in %}
            {%- set found.is_whole = true %}
        {%- elif note.changed_in > checked_in %}
            {%- set found.is_changed = true %}
            {%- set found.is_whole = found.is_whole or not note.has_matches %}
            {%- for partition, changed_in in note.changed_partitions.items() if changed_in > checked_in %}
                {%- do changed.append(partition) %}
            {%- endfor %}
        {%- endif %}
    {%- endfor %}
    {%- if found.is_whole %}
        {{- return(table) -}}
    {%- elif not found.is_changed or not changed %}
        {{- return('(select * from ' ~ table ~ ' where false)') -}}
    {%- endif %}
    {%- set listed = changed | unique | sort | join(', ') %}
    {{- return('(select * from ' ~ table ~ ' where partition_number in (' ~ listed ~ '))') -}}
{% endmacro %}

{% macro spark__note_all_checked() %}
    {%- set notes = notes_of(['this build']) %}
    {%- do note_partitions('all tests', {'number': notes['this build'].built_in, 'own': none}, 'all') %}
{% endmacro %}
