with awarded as (
    select * from {{ of_changed_matches(ref('stg_personal_score_awards')) }}
),

answered as (
    select match_id from {{ of_changed_matches(ref('stg_match_stats')) }}
),

legacy as (
    select legacy.*
    from {{ of_changed_matches(ref('int_legacy_awards')) }} as legacy
    inner join {{ of_changed_matches(ref('int_match_info')) }} as matches
        on legacy.match_id = matches.match_id
    left join answered on legacy.match_id = answered.match_id
    where answered.match_id is null
),

final as (
    select
        match_id,
        player_id,
        award_id,
        {{ total('award_count') }} as award_count,
        {{ total('award_score') }} as award_score,
        cast(null as {{ dbt.type_string() }}) as award_label,
        cast(null as {{ dbt.type_string() }}) as award_category,
        false as is_ambiguous,
        'api' as source
    from awarded
    group by match_id, player_id, award_id
    union all
    select
        match_id,
        concat('xuid(', xuid, ')') as player_id,
        award_id,
        award_count,
        award_score,
        award_label,
        award_category,
        is_ambiguous,
        'legacy' as source
    from legacy
)

select * from final
