with matches as (
    {{ unread_rows(ref('stg_match_skill')) }}
),

values_of_players as (
    select
        matches.match_id,
        matches.segment,
        skill
    from matches
    {{ unnest('matches.player_skills', 'skill') }}
    where {{ is_first_with('matches.player_skills', 'Id', 'skill') }}
),

final as (
    select
        match_id,
        {{ xuid_of('skill.Id') }} as xuid,
        try_cast(skill.ResultCode as int) as result_code,
        try_cast(skill.Result.TeamId as int) as team_id,
        {{ finite('skill.Result.TeamMmr') }} as team_mmr,
        skill.Result.TeamMmrs as team_mmrs,
        {{ finite('skill.Result.StatPerformances.Kills.Expected') }} as expected_kills,
        {{ finite('skill.Result.StatPerformances.Kills.StdDev') }} as kills_std_dev,
        {{ finite('skill.Result.StatPerformances.Deaths.Expected') }} as expected_deaths,
        {{ finite('skill.Result.StatPerformances.Deaths.StdDev') }} as deaths_std_dev,
        {{ ranked_csr('skill.Result.RankRecap.PreMatchCsr') }} as pre_match_csr,
        {{ ranked_csr('skill.Result.RankRecap.PostMatchCsr') }} as post_match_csr,
        {{ ranked_csr('skill.Result.RankRecap.PostMatchCsr', 'Tier') }} as tier,
        try_cast({{ ranked_csr('skill.Result.RankRecap.PostMatchCsr', 'SubTier') }} as int)
            as sub_tier,
        try_cast(skill.Result.RankRecap.PostMatchCsr.MeasurementMatchesRemaining as int)
            as measurement_matches_remaining,
        skill.Result.Counterfactuals as counterfactuals,
        segment
    from values_of_players
)

select * from final
