with match_stats_rows as (
    select
        'match_stats' as table_name,
        match_id,
        owner_xuid as xuid,
        cast(null as bigint) as medal_id,
        cast(null as {{ dbt.type_string() }}) as award,
        owner_xuid,
        count(*) as copies
    from {{ ref('stg_legacy_match_stats') }}
    group by match_id, owner_xuid
),

player_match_stats_rows as (
    select
        'player_match_stats' as table_name,
        match_id,
        xuid,
        cast(null as bigint) as medal_id,
        cast(null as {{ dbt.type_string() }}) as award,
        owner_xuid,
        count(*) as copies
    from {{ ref('stg_legacy_skill') }}
    group by match_id, xuid, owner_xuid
),

player_match_enrichment_rows as (
    select
        'player_match_enrichment' as table_name,
        match_id,
        owner_xuid as xuid,
        cast(null as bigint) as medal_id,
        cast(null as {{ dbt.type_string() }}) as award,
        owner_xuid,
        count(*) as copies
    from {{ ref('stg_legacy_match_enrichment') }}
    group by match_id, owner_xuid
),

match_registry_rows as (
    select
        'match_registry' as table_name,
        match_id,
        cast(null as {{ dbt.type_string() }}) as xuid,
        cast(null as bigint) as medal_id,
        cast(null as {{ dbt.type_string() }}) as award,
        owner_xuid,
        count(*) as copies
    from {{ ref('stg_legacy_match_registry') }}
    group by match_id, owner_xuid
),

match_participants_rows as (
    select
        'match_participants' as table_name,
        match_id,
        xuid,
        cast(null as bigint) as medal_id,
        cast(null as {{ dbt.type_string() }}) as award,
        owner_xuid,
        count(*) as copies
    from {{ ref('stg_legacy_participants') }}
    group by match_id, xuid, owner_xuid
),

medals_earned_rows as (
    select
        'medals_earned' as table_name,
        match_id,
        xuid,
        medal_id,
        cast(null as {{ dbt.type_string() }}) as award,
        owner_xuid,
        count(*) as copies
    from {{ ref('stg_legacy_medals') }}
    group by match_id, xuid, medal_id, owner_xuid
),

-- A row of awards has no key, so all its values together are the key.
awards as (
    select
        match_id,
        xuid,
        owner_xuid,
        {{ json_object({
            'id': 'award_id', 'count': 'award_count', 'score': 'award_score', 'number': 'award_number',
        }) }} as award
    from {{ ref('int_legacy_award_rows') }}
),

personal_score_awards_rows as (
    select
        'personal_score_awards' as table_name,
        match_id,
        xuid,
        cast(null as bigint) as medal_id,
        award,
        owner_xuid,
        count(*) as copies
    from awards
    group by match_id, xuid, award, owner_xuid
),

final as (
    select * from match_stats_rows
    union all
    select * from player_match_stats_rows
    union all
    select * from player_match_enrichment_rows
    union all
    select * from match_registry_rows
    union all
    select * from match_participants_rows
    union all
    select * from medals_earned_rows
    union all
    select * from personal_score_awards_rows
)

select * from final
