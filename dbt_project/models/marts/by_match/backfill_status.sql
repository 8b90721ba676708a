with registry as (
    select match_id from {{ of_changed_matches(ref('match_registry')) }}
),

requests as (
    select * from {{ of_changed_matches(ref('int_match_requests')) }}
),

feeds as (
    select 'match_stats' as data_type
    union all
    select 'match_skill' as data_type
    union all
    select 'match_film' as data_type
),

expected as (
    select
        registry.match_id,
        feeds.data_type
    from registry
    cross join feeds
),

final as (
    select
        expected.match_id,
        expected.data_type,
        coalesce(requests.status, 'pending') as status,
        coalesce(requests.attempt, 0) as attempts,
        requests.landed_at as last_attempt_at,
        requests.next_try_at,
        requests.reason
    from expected
    left join requests
        on
            expected.match_id = requests.match_id
            and expected.data_type = requests.feed
)

select * from final
