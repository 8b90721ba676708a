{#- "NaN" and "Infinity" reach double columns on both engines and would poison every average. -#}
{% macro finite(number) -%}
    {{ adapter.dispatch('finite', 'halo')(number) }}
{%- endmacro %}

{% macro duckdb__finite(number) -%}
    case when isfinite({{ number }}) then {{ number }} end
{%- endmacro %}

{% macro spark__finite(number) -%}
    case when not isnan({{ number }}) and abs({{ number }}) < double('Infinity') then {{ number }} end
{%- endmacro %}

{#- An ISO-8601 duration as seconds; neither engine casts one. Days count, months never occur. -#}
{% macro duration_seconds(duration) -%}
    case
        when {{ duration }} like 'P%' then
            {{ duration_part(duration, 'D', 86400) }}
            + {{ duration_part(duration, 'H', 3600) }}
            + {{ duration_part(duration, 'M', 60) }}
            + {{ duration_part(duration, 'S', 1) }}
    end
{%- endmacro %}

{% macro duration_part(duration, unit, seconds) -%}
    coalesce(try_cast(nullif(regexp_extract({{ duration }}, '([0-9.]+){{ unit }}', 1), '') as double), 0.0) * {{ seconds }}
{%- endmacro %}

{#- Cut after some decimals, toward zero, as the API does; Spark has no trunc for numbers. A double can be
    a little less than the number that it stands for: 40.8 would become 40.79 without the last term. -#}
{% macro truncated(number, decimals) -%}
    sign({{ number }}) * floor(abs(cast({{ number }} as double)) * {{ 10 ** decimals }} + 0.0000001) / {{ 10 ** decimals }}
{%- endmacro %}

{#- Rounded to some decimals, alike on both engines: Spark's `round(x, 1)` rounds the text of a double, and
    DuckDB's the double times 10. For 29.349999999999998 one says 29.3 and the other 29.4. -#}
{% macro rounded(number, decimals) -%}
    round(({{ number }}) * {{ 10 ** decimals }}) / {{ 10 ** decimals }}
{%- endmacro %}

{#- Sum of a group, or of its rows that fulfil a condition, as a bigint; null where the API counts
    more than a bigint holds. -#}
{% macro total(number, condition='true') -%}
    {{ adapter.dispatch('total', 'halo')(number, condition) }}
{%- endmacro %}

{% macro duckdb__total(number, condition) -%}
    try_cast(sum({{ number }}) filter (where {{ condition }}) as bigint)
{%- endmacro %}

{% macro spark__total(number, condition) -%}
    try_cast(try_sum({{ number }}) filter (where {{ condition }}) as bigint)
{%- endmacro %}

{#- The same, and 0 where there is no number to add. -#}
{% macro total_or_zero(number, condition='true') -%}
    case
        when count_if({{ condition }} and {{ number }} is not null) = 0 then 0
        else {{ total(number, condition) }}
    end
{%- endmacro %}

{#- Sum of counts that may be more than a bigint holds. On Spark, a sum of bigints would begin again
    below zero. -#}
{% macro sum_of_counts(count, window='') -%}
    {{ adapter.dispatch('sum_of_counts', 'halo')(count, window) }}
{%- endmacro %}

{% macro duckdb__sum_of_counts(count, window) -%} sum({{ count }}){{ window }} {%- endmacro %}

{% macro spark__sum_of_counts(count, window) -%}
    sum(cast({{ count }} as decimal(38, 0))){{ window }}
{%- endmacro %}

{#- Sum of doubles that does not depend on the order of the rows, so that an increment and a full build
    agree in every digit. It is added up in decimals; numbers beyond 18 digits are added as doubles. -#}
{% macro exact_sum(number, window='') -%}
    {%- set decimals = 'try_cast(' ~ number ~ ' as decimal(28, 10))' -%}
    case
        when count({{ number }}){{ window }} = count({{ decimals }}){{ window }}
            then cast(sum({{ decimals }}){{ window }} as double)
        else sum({{ number }}){{ window }}
    end
{%- endmacro %}

{#- Mean of doubles that does not depend on the order of the rows. -#}
{% macro mean(number, window='') -%}
    {{ exact_sum(number, window) }} / nullif(count({{ number }}){{ window }}, 0)
{%- endmacro %}

{#- A timestamp some seconds later, to the microsecond; null where that is more than 30 years. -#}
{% macro seconds_later(timestamp, seconds) -%}
    {{ adapter.dispatch('seconds_later', 'halo')(timestamp, seconds) }}
{%- endmacro %}

{% macro duckdb__seconds_later(timestamp, seconds) -%}
    {{ timestamp }} + to_microseconds(cast(round({{ within_decades(seconds) }} * 1000000) as bigint))
{%- endmacro %}

{% macro spark__seconds_later(timestamp, seconds) -%}
    timestampadd(
        microsecond, cast(round({{ within_decades(seconds) }} * 1000000) as bigint), {{ timestamp }}
    )
{%- endmacro %}

{#- Seconds that no calendar is too short for: the API may send any number. -#}
{% macro within_decades(seconds) -%}
    case when abs({{ seconds }}) < 1000000000 then {{ seconds }} end
{%- endmacro %}

{#- A project variable of seconds, as a whole number of milliseconds. -#}
{% macro milliseconds(variable) -%}
    {{- (var(variable) | float * 1000) | round | int -}}
{%- endmacro %}
