with registry as (
    select * from {{ ref('match_registry') }}
),

final as (
    select
        cast(count(*) as bigint) as total_matches,
        cast(coalesce(sum(player_count), 0) as bigint) as total_participations,
        cast(avg(cast(player_count as double)) as double) as avg_players_per_match,
        cast(count_if(player_count > 1) as bigint) as shared_matches,
        cast(count_if(source = 'legacy') as bigint) as legacy_matches,
        cast(count_if(source = 'mixed') as bigint) as mixed_matches,
        cast(count_if(is_incomplete) as bigint) as incomplete_matches,
        cast(count_if(start_basis in ('unproven', 'conflict')) as bigint) as unproven_start_times
    from registry
)

select * from final
