with expectations as (
    select * from {{ ref('int_expectations') }}
),

measured as (
    {%- for measure in ['kills', 'deaths'] %}
    select
        '{{ measure }}' as measure,
        cast(2 * floor(expected_{{ measure }} / 2) as int) as bucket_from,
        expected_{{ measure }} as predicted,
        {{ measure }} as actual
    from expectations
    where
        {{ measure }} is not null
        and expected_{{ measure }} between -1000 and 1000
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

-- Sums of whole numbers do not depend on the order of the rows.
summed as (
    select
        measure,
        bucket_from,
        cast(count(*) as bigint) as samples,
        {{ mean('predicted') }} as predicted,
        cast({{ sum_of_counts('actual') }} as double) / count(*) as actual,
        {{ exact_sum('cast(actual as double) * actual') }} / count(*) as actual_of_squares
    from measured
    group by measure, bucket_from
),

final as (
    select
        measure,
        bucket_from,
        bucket_from + 2 as bucket_to,
        samples,
        predicted,
        actual,
        -- one sample says nothing of the spread
        1.959964 * sqrt(
            greatest(actual_of_squares - actual * actual, 0) / nullif(samples - 1, 0)
        ) as margin
    from summed
)

select * from final
