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

{#- The old application's bits of what was attempted, told from what is there. -#}
{% macro backfill_mask(registry) -%}
    case when {{ registry }}.participants_loaded then {{ 1 + 8 + 32 + 64 + 512 + 1024 + 2048 + 4096 + 8192 + 32768 }} else 0 end
    + case when {{ registry }}.events_loaded then {{ 2 + 16384 }} else 0 end
    + case when {{ registry }}.skill_loaded then {{ 4 + 128 }} else 0 end
    + case when {{ registry }}.map_name is not null then 256 else 0 end
{%- endmacro %}
