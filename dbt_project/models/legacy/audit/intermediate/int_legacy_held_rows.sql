{#- For each old table the table of core that has its rows, and when a row is the same. -#}
{%- set same_player = 'held.xuid = migrated.xuid' -%}
{%- set places = {
    'match_stats': ('match_participants', same_player),
    'match_participants': ('match_participants', same_player),
    'player_match_stats': ('match_skill', same_player),
    'player_match_enrichment': ('player_matches', same_player),
    'match_registry': ('match_registry', 'true'),
    'medals_earned': ('medals_earned', same_player ~ ' and held.medal_id = migrated.medal_id'),
    'personal_score_awards': ('personal_score_awards', same_player),
} -%}

with migrated as (
    select distinct
        table_name,
        match_id,
        xuid,
        medal_id
    from {{ ref('int_legacy_distinct_rows') }}
),

-- A column that is no part of the key of a table is '' or 0.
final as (
    {%- for table_name, (core_table, same_row) in places.items() %}
    select
        migrated.table_name,
        migrated.match_id,
        coalesce(migrated.xuid, '') as xuid,
        coalesce(migrated.medal_id, 0) as medal_id
    from migrated
    where
        migrated.table_name = '{{ table_name }}'
        and exists (
            select 1
            from {{ ref(core_table) }} as held
            where held.match_id = migrated.match_id and {{ same_row }}
        )
    {{- ' union all' if not loop.last }}
    {%- endfor %}
)

select * from final
