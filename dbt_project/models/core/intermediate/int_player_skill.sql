{%- set columns = [
    'match_id', 'xuid', 'result_code', 'team_id', 'team_mmr', 'team_mmrs', 'expected_kills',
    'kills_std_dev', 'expected_deaths', 'deaths_std_dev', 'pre_match_csr', 'post_match_csr',
    'tier', 'sub_tier', 'measurement_matches_remaining', 'counterfactuals',
] | join(', ') -%}

with answers as (
    select * from {{ of_changed_matches(ref('stg_player_skill')) }}
),

kept_by_version_3 as (
    select
        *,
        row_number() over (partition by match_id, xuid order by raw_key) as copy
    from {{ of_changed_matches(ref('stg_legacy_match_skill')) }}
    where xuid is not null
),

-- The API's answer has everybody; version 3 asked for its owner alone.
final as (
    select
        {{ columns }},
        'api' as source
    from answers
    union all
    select
        {{ columns }},
        'legacy' as source
    from kept_by_version_3
    where copy = 1 and match_id not in (select answers.match_id from answers)
)

select * from final
