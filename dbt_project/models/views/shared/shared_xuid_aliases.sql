with aliases as (
    select * from {{ ref('xuid_aliases') }}
    where is_current
),

final as (
    select
        xuid,
        gamertag,
        last_seen_at as last_seen,
        case source when 'film' then 'film' else 'api' end as source,
        last_seen_at as updated_at
    from aliases
)

select * from final
