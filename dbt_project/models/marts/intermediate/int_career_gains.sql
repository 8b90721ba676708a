with worn as (
    select * from {{ ref('int_worn_ranks') }}
),

breaks as (
    select * from {{ ref('metric_breaks') }}
    where metric = 'career_xp'
),

ruled as (
    select
        worn.xuid,
        worn.recorded_at,
        worn.xp_total,
        worn.matches_played,
        max(breaks.since) as xp_rule_since
    from worn
    left join breaks on worn.recorded_at >= breaks.since
    group by worn.xuid, worn.recorded_at, worn.xp_total, worn.matches_played
),

beside_last as (
    select
        *,
        xp_total - lag(xp_total) over (partition by xuid order by recorded_at) as xp_gained,
        matches_played - lag(matches_played) over (partition by xuid order by recorded_at)
            as xp_matches,
        lag(xp_rule_since) over (partition by xuid order by recorded_at) as last_xp_rule_since
    from ruled
),

-- XP from before and after a change of the rule are not mixed in one rate.
final as (
    select
        xuid,
        recorded_at,
        xp_gained,
        xp_matches,
        case
            when coalesce(xp_rule_since = last_xp_rule_since, xp_rule_since is null)
                then cast(xp_gained as double) / nullif(xp_matches, 0)
        end as xp_per_match,
        xp_rule_since
    from beside_last
)

select * from final
