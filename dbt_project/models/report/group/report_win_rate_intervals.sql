{#- The page draws intervals of filtered matches but computes none: it looks them up here. Up to 100
    matches every number of wins has a row. Above, the page takes the next smaller number of
    matches, the rate below for the lower bound and the rate above for the upper one. So an
    interval can be a little too wide, and is never too narrow. -#}
{%- set small = 100 -%}
{%- set large = [
    110, 120, 135, 150, 170, 200, 230, 260, 300, 350, 400, 500, 600, 800, 1000, 1300, 1600, 2000,
    2500, 3000, 4000, 5000, 7000, 10000, 15000, 20000,
] -%}

with numbers as (
    select {{ numbers_to('201') }} as numbers
),

counted as (
    select unnested.number
    from numbers
    {{ unnest('numbers.numbers', 'number') }}
),

all_wins as (
    select
        matches.number as matches,
        wins.number - 1 as wins
    from counted as matches
    inner join counted as wins on matches.number >= wins.number - 1
    where matches.number <= {{ small }}
),

half_percents as (
    {%- for matches in large %}
    select
        {{ matches }} as matches,
        {{ matches }} * (number - 1) / 200.0 as wins
    from counted
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

rates as (
    select
        matches,
        cast(wins as double) as wins
    from all_wins
    union all
    select
        matches,
        cast(wins as double) as wins
    from half_percents
),

intervals as (
    select
        matches,
        wins,
        {{ rate_with_interval('wins', 'matches', 'win_rate') }}
    from rates
),

final as (
    select
        matches,
        wins,
        win_rate,
        -- the bounds of 0 and of all wins lie beyond by what a double cannot hold
        greatest(win_rate_low, 0.0) as win_rate_low,
        least(win_rate_high, 1.0) as win_rate_high
    from intervals
)

select * from final
