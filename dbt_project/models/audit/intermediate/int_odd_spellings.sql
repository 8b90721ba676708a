-- Apart from the other oddities of matches, because a new match makes an old one odd.
with registry as (
    select * from {{ ref('match_registry') }}
),

spelled as (
    select lower(match_id) as match_id
    from registry
    group by lower(match_id)
    having count(*) > 1
),

final as (
    select
        'match: id differs only in case from another' as oddity,
        registry.match_id,
        '' as subject,
        1 as row_count
    from registry
    inner join spelled on lower(registry.match_id) = spelled.match_id
)

select * from final
