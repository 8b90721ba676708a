{#- What a player did over the matches of a group: all of them, the unfinished included. Rates are
    0 to 1; an accuracy of many matches is that of all their shots together. -#}
{% macro player_totals() -%}
    cast(count(*) as bigint) as matches,
    cast(count_if(outcome = {{ outcome('win') }}) as bigint) as wins,
    cast(count_if(outcome = {{ outcome('loss') }}) as bigint) as losses,
    cast(count_if(outcome = {{ outcome('tie') }}) as bigint) as ties,
    cast(count_if(outcome = {{ outcome('unfinished') }}) as bigint) as unfinished,
    cast(count_if(outcome = {{ outcome('win') }}) as double) / count(*) as win_rate,
    {{ total('kills') }} as kills,
    {{ total('deaths') }} as deaths,
    {{ total('assists') }} as assists,
    cast({{ sum_of_counts('kills') }} as double) / greatest({{ sum_of_counts('deaths') }}, 1) as kd_ratio,
    avg(cast(kills as double)) as kills_per_match,
    avg(cast(deaths as double)) as deaths_per_match,
    avg(cast(assists as double)) as assists_per_match,
    {{ mean('kda') }} as average_kda,
    100 * cast({{ sum_of_counts('shots_hit') }} as double)
    / nullif({{ sum_of_counts('shots_fired') }}, 0) as accuracy,
    {{ mean('average_life_seconds') }} as average_life_seconds,
    {{ exact_sum('time_played_seconds') }} / 3600.0 as hours_played,
    min(started_at) as first_played_at,
    max(started_at) as last_played_at
{%- endmacro %}
