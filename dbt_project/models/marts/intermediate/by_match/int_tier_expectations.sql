with facts as (
    select * from {{ of_changed_matches(ref('int_player_match_facts')) }}
    where not is_firefight
),

expected as (
    select * from {{ of_changed_matches(ref('skill_counterfactuals')) }}
    where tier <> 'Self'
),

final as (
    select
        facts.xuid,
        facts.match_id,
        expected.tier,
        expected.expected_kills,
        expected.expected_deaths
    from facts
    inner join expected
        on facts.match_id = expected.match_id and facts.xuid = expected.xuid
    where expected.expected_kills is not null and expected.expected_deaths is not null
)

select * from final
