with skill as (
    select * from {{ ref('int_player_skill') }}
),

team_mmrs as (
    select
        skill.match_id,
        skill.xuid,
        skill.team_id,
        entry.key as other_team_id,
        {{ finite('try_cast(entry.value as double)') }} as mmr
    from skill
    {{ unnest('map_entries(skill.team_mmrs)', 'entry') }}
),

-- With more than two teams the enemy is all the others on average. 0 stands for no rating.
enemies as (
    select
        match_id,
        xuid,
        {{ mean('nullif(mmr, 0)') }} as enemy_mmr
    from team_mmrs
    where other_team_id <> cast(team_id as {{ dbt.type_string() }})
    group by match_id, xuid
),

rated as (
    select
        skill.match_id,
        skill.xuid,
        skill.team_id,
        nullif(skill.team_mmr, 0) as team_mmr,
        enemies.enemy_mmr,
        skill.expected_kills,
        skill.kills_std_dev,
        skill.expected_deaths,
        skill.deaths_std_dev,
        skill.pre_match_csr,
        skill.post_match_csr,
        skill.tier,
        skill.sub_tier,
        skill.measurement_matches_remaining,
        skill.source
    from skill
    left join enemies
        on skill.match_id = enemies.match_id and skill.xuid = enemies.xuid
    where skill.result_code = 0
),

answered as (
    select distinct match_id from skill
    where source = 'api'
),

final as (
    select * from rated
    union all
    select
        legacy.match_id,
        legacy.xuid,
        cast(legacy.team_id as int) as team_id,
        nullif(legacy.team_mmr, 0) as team_mmr,
        nullif(legacy.enemy_mmr, 0) as enemy_mmr,
        legacy.kills_expected as expected_kills,
        legacy.kills_stddev as kills_std_dev,
        legacy.deaths_expected as expected_deaths,
        legacy.deaths_stddev as deaths_std_dev,
        cast(null as bigint) as pre_match_csr,
        cast(null as bigint) as post_match_csr,
        cast(null as {{ dbt.type_string() }}) as tier,
        cast(null as int) as sub_tier,
        cast(null as int) as measurement_matches_remaining,
        'legacy' as source
    from {{ of_changed_matches(ref('int_legacy_skill')) }} as legacy
    inner join {{ of_changed_matches(ref('int_match_info')) }} as matches
        on legacy.match_id = matches.match_id
    left join answered on legacy.match_id = answered.match_id
    left join rated on legacy.match_id = rated.match_id and legacy.xuid = rated.xuid
    where answered.match_id is null and rated.match_id is null
)

select * from final
