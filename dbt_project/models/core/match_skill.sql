with skill as (
    select * from {{ ref('stg_player_skill') }}
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
        avg(nullif(mmr, 0)) as enemy_mmr
    from team_mmrs
    where other_team_id <> cast(team_id as {{ dbt.type_string() }})
    group by match_id, xuid
),

final as (
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
        skill.measurement_matches_remaining
    from skill
    left join enemies
        on skill.match_id = enemies.match_id and skill.xuid = enemies.xuid
    where skill.result_code = 0
)

select * from final
