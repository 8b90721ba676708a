with skill as (
    select * from {{ ref('int_match_skill') }}
),

final as (
    select
        match_id,
        xuid,
        team_id,
        team_mmr,
        enemy_mmr,
        expected_kills,
        kills_std_dev,
        expected_deaths,
        deaths_std_dev,
        pre_match_csr,
        post_match_csr,
        tier,
        sub_tier,
        case
            when tier = 'Onyx' then tier
            when tier <> '' and sub_tier is not null
                then
                    concat(
                        tier, ' ', cast(cast(sub_tier as bigint) + 1 as {{ dbt.type_string() }})
                    )
        end as tier_name,
        measurement_matches_remaining,
        source
    from skill
)

select * from final
