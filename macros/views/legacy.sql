{#- The old application's label of a session: its day, first and last start, and matches. -#}
{% macro session_label(sessions) -%}
    concat(
        {{ formatted_time(sessions ~ '.first_played_at', 'day') }},
        ' ',
        {{ formatted_time(sessions ~ '.first_played_at', 'minute') }},
        '–',
        {{ formatted_time(sessions ~ '.last_played_at', 'minute') }},
        ' (',
        {{ sessions }}.matches,
        ')'
    )
{%- endmacro %}

{#- The old application's bits of what was requested, computed from what is there. -#}
{% macro backfill_mask(registry) -%}
    case when {{ registry }}.participants_loaded then {{ 1 + 8 + 32 + 64 + 512 + 1024 + 2048 + 4096 + 8192 + 32768 }} else 0 end
    + case when {{ registry }}.events_loaded then {{ 2 + 16384 }} else 0 end
    + case when {{ registry }}.skill_loaded then {{ 4 + 128 }} else 0 end
    + case when {{ registry }}.map_name is not null then 256 else 0 end
{%- endmacro %}

{#- The old application's word for a mode, by its rules: it read the name of the pair of map and mode,
    in English or French. -#}
{% macro legacy_mode_category(pair_name) -%}
    {%- set words = {
        'Assassin': ['arena', 'arène', 'tactical', 'tactique', 'community', 'communauté', 'assault'],
        'BTB': ['btb', 'btb heavies'],
        'Ranked': ['ranked', 'classé'],
        'Firefight': ['firefight', 'baptême du feu', 'gruntpocalypse'],
    } %}
    {%- set mode = "lower(regexp_replace(" ~ pair_name ~ ", ' on .*$', ''))" %}
    {%- set prefix = "trim(split_part(" ~ mode ~ ", ':', 1))" %}
    case
        when
            {{ mode }} like '%fiesta%'
            or {{ mode }} like '%husky raid%'
            or {{ mode }} like '%castle wars%'
            then 'Fiesta'
        when {{ mode }} not like '%:%' then 'Other'
        {%- for category, prefixes in words.items() %}
        when {{ prefix }} in ('{{ prefixes | join("', '") }}') then '{{ category }}'
        {%- endfor %}
        else 'Other'
    end
{%- endmacro %}
