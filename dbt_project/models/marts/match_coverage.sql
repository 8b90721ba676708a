{%- set statuses = [
    'ok', 'empty', 'not_yet', 'gone', 'forbidden', 'quarantined', 'unsupported_version', 'failed',
    'pending',
] -%}

with backfill as (
    select * from {{ ref('backfill_status') }}
),

counted as (
    select
        data_type,
        {%- for status in statuses %}
        cast(count_if(status = '{{ status }}') as bigint) as {{ status }}_matches,
        {%- endfor %}
        cast(count(*) as bigint) as matches
    from backfill
    group by data_type
),

final as (
    select
        data_type,
        {%- for status in statuses %}
        {{ status }}_matches,
        {%- endfor %}
        matches,
        cast(ok_matches as double) / matches as share_ok,
        concat(
            cast(floor(100 * cast(ok_matches as double) / matches) as int),
            ' % of ',
            matches,
            ' matches have ',
            case data_type
                when 'match_film' then 'films'
                when 'match_skill' then 'skill'
                else 'stats'
            end
            {%- for status in statuses[1:] %},
            case
                when {{ status }}_matches > 0
                    then concat('; ', {{ status }}_matches, ' {{ status | replace("_", " ") }}')
                else ''
            end
            {%- endfor %}
        ) as summary
    from counted
)

select * from final
