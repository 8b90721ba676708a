with facts as (
    select * from {{ of_changed_matches(ref('int_player_match_facts')) }}
),

commendations as (
    select * from {{ ref('commendations') }}
),

medals as (
    select * from {{ of_changed_matches(ref('medals_earned')) }}
),

awards as (
    select * from {{ of_changed_matches(ref('personal_score_awards')) }}
),

objectives as (
    select * from {{ of_changed_matches(ref('objective_stats')) }}
),

measured as (
    select
        match_id,
        xuid,
        'medal' as measure,
        cast(medal_id as {{ dbt.type_string() }}) as target,
        cast(medal_count as double) as value
    from medals
    union all
    select
        match_id,
        xuid,
        'award' as measure,
        -- an award that could be one of several has the id of the first of them, below 0
        cast(abs(award_id) as {{ dbt.type_string() }}) as target,
        cast(award_count as double) as value
    from awards
    union all
    select
        match_id,
        {{ xuid_of('player_id') }} as xuid,
        'objective' as measure,
        concat(mode, '.', stat) as target,
        value
    from objectives
    {%- for stat in core_stats() %}
    union all
    select
        match_id,
        xuid,
        'stat' as measure,
        '{{ stat }}' as target,
        cast({{ stat }} as double) as value
    from facts
    {%- endfor %}
    union all
    select
        match_id,
        xuid,
        'wins' as measure,
        cast(game_variant_category as {{ dbt.type_string() }}) as target,
        cast(1 as double) as value
    from facts
    where outcome = {{ outcome('win') }}
    union all
    select
        match_id,
        xuid,
        'dominations' as measure,
        cast(game_variant_category as {{ dbt.type_string() }}) as target,
        cast(1 as double) as value
    from facts
    where kd_ratio > 8 and coalesce(playlist_experience, 0) <> {{ big_team_experience() }}
),

added as (
    select
        facts.xuid,
        facts.match_id,
        facts.gamertag,
        facts.started_at,
        facts.started_at_local,
        commendations.commendation_id,
        commendations.rule,
        sum(measured.value) as value
    from facts
    inner join measured on facts.match_id = measured.match_id and facts.xuid = measured.xuid
    inner join commendations
        on
            measured.target = commendations.target
            and measured.measure = replace(commendations.rule, '_thirds', '')
    group by
        facts.xuid,
        facts.match_id,
        facts.gamertag,
        facts.started_at,
        facts.started_at_local,
        commendations.commendation_id,
        commendations.rule
),

final as (
    select
        xuid,
        match_id,
        gamertag,
        started_at,
        started_at_local,
        commendation_id,
        -- Spark takes a double just above the largest bigint for that bigint
        try_cast(try_cast(
            case when rule like '%_thirds' then floor(value / 3) else value end as decimal(38, 0)
        ) as bigint) as value
    from added
)

select * from final
where value > 0
