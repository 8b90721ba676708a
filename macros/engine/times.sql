{#- Seconds from one timestamp to another. -#}
{% macro seconds_between(start, stop) -%}
    {{ adapter.dispatch('seconds_between', 'halo')(start, stop) }}
{%- endmacro %}

{% macro duckdb__seconds_between(start, stop) -%}
    (epoch({{ stop }}) - epoch({{ start }}))
{%- endmacro %}

{% macro spark__seconds_between(start, stop) -%}
    ((unix_micros({{ stop }}) - unix_micros({{ start }})) / 1000000.0)
{%- endmacro %}

{#- A moment in UTC as the clocks of a time zone show it. -#}
{% macro local_time(moment, zone) -%}
    {{ adapter.dispatch('local_time', 'halo')(moment, zone) }}
{%- endmacro %}

{% macro duckdb__local_time(moment, zone) -%} timezone({{ zone }}, timezone('UTC', {{ moment }})) {%- endmacro %}

{% macro spark__local_time(moment, zone) -%} from_utc_timestamp({{ moment }}, {{ zone }}) {%- endmacro %}

{#- The moment in UTC at which the clocks of a time zone show this. -#}
{% macro utc_of_local(local, zone) -%}
    {{ adapter.dispatch('utc_of_local', 'halo')(local, zone) }}
{%- endmacro %}

{% macro duckdb__utc_of_local(local, zone) -%} timezone('UTC', timezone({{ zone }}, {{ local }})) {%- endmacro %}

{% macro spark__utc_of_local(local, zone) -%} to_utc_timestamp({{ local }}, {{ zone }}) {%- endmacro %}

{#- The day of the week, from 1 for Monday to 7 for Sunday. -#}
{% macro weekday(moment) -%}
    {{ adapter.dispatch('weekday', 'halo')(moment) }}
{%- endmacro %}

{% macro duckdb__weekday(moment) -%} cast(isodow({{ moment }}) as int) {%- endmacro %}

{% macro spark__weekday(moment) -%} weekday({{ moment }}) + 1 {%- endmacro %}
