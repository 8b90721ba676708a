with earned as (
    select * from {{ of_changed_matches(ref('stg_medals_earned')) }}
),

answered as (
    select match_id from {{ of_changed_matches(ref('stg_match_stats')) }}
),

legacy as (
    select * from {{ of_changed_matches(ref('int_legacy_medals')) }}
),

final as (
    select
        match_id,
        player_id,
        {{ xuid_of('player_id') }} as xuid,
        medal_id,
        {{ total('medal_count') }} as medal_count,
        {{ total('personal_score') }} as personal_score,
        'api' as source
    from earned
    group by match_id, player_id, medal_id
    union all
    select
        legacy.match_id,
        concat('xuid(', legacy.xuid, ')') as player_id,
        legacy.xuid,
        legacy.medal_id,
        legacy.medal_count,
        cast(null as bigint) as personal_score,
        'legacy' as source
    from legacy
    inner join {{ of_changed_matches(ref('int_match_info')) }} as matches
        on legacy.match_id = matches.match_id
    left join answered on legacy.match_id = answered.match_id
    where answered.match_id is null
)

select * from final
