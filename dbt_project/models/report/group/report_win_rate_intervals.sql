{#- The page draws intervals of filtered matches but computes none: it looks them up here. Up to 50
    matches every number of wins has a row. Above, the page takes the next smaller number of
    matches, so its interval is never too narrow. -#}
with numbers as (
    select {{ numbers_to('101') }} as numbers
),

counted as (
    select unnested.number
    from numbers
    {{ unnest('numbers.numbers', 'number') }}
),

ladder as (
    select number as matches
    from counted
    where number <= 50
    {%- for matches in [60, 70, 80, 100, 120, 150, 200, 300, 500, 1000, 2000, 5000, 10000] %}
    union all
    select {{ matches }} as matches
    {%- endfor %}
),

percents as (
    select number - 1 as percent
    from counted
),

rates as (
    select
        ladder.matches,
        cast(round(ladder.matches * percents.percent / 100.0) as int) as wins
    from ladder
    cross join percents
),

distinct_rates as (
    select distinct
        matches,
        wins
    from rates
),

final as (
    select
        matches,
        wins,
        {{ rate_with_interval('wins', 'matches', 'win_rate') }}
    from distinct_rates
)

select * from final
