-- A column that is no part of the key of a table is '' or 0.
with held as (
    select
        'match_stats' as table_name,
        match_id,
        xuid,
        0 as medal_id
    from {{ ref('match_participants') }}
    union distinct
    select
        'match_participants' as table_name,
        match_id,
        xuid,
        0 as medal_id
    from {{ ref('match_participants') }}
    union distinct
    select
        'player_match_stats' as table_name,
        match_id,
        xuid,
        0 as medal_id
    from {{ ref('match_skill') }}
    union distinct
    select
        'player_match_enrichment' as table_name,
        match_id,
        xuid,
        0 as medal_id
    from {{ ref('player_matches') }}
    union distinct
    select
        'match_registry' as table_name,
        match_id,
        '' as xuid,
        0 as medal_id
    from {{ ref('match_registry') }}
    union distinct
    select
        'medals_earned' as table_name,
        match_id,
        xuid,
        medal_id
    from {{ ref('medals_earned') }}
    union distinct
    select
        'personal_score_awards' as table_name,
        match_id,
        xuid,
        0 as medal_id
    from {{ ref('personal_score_awards') }}
)

select * from held
