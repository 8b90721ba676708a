{#- Defects a row shows by itself: where, how to see it, and what became of it. -#}
{%- set in_rows = [
    ('clock: local time', ref('int_legacy_start_times'), 'shift_seconds > 0', 'repaired'),
    (
        'clock: not provable', ref('int_legacy_start_times'),
        "basis in ('unproven', 'conflict')", 'marked',
    ),
    (
        'team score: points of its players', 'own_rows',
        'greatest(coalesce(my_team_score, 0), coalesce(enemy_team_score, 0)) > ' ~ plausible_score(),
        'marked',
    ),
    (
        'team score: of the wrong team', 'shared_rows',
        'team_id = 1 and coalesce(team_0_score, team_1_score) is not null', 'repaired',
    ),
    (
        'team score: of the wrong team', 'shared_rows',
        'team_id is null and coalesce(team_0_score, team_1_score) is not null', 'marked',
    ),
    ('gamertag: control signs', ref('stg_legacy_events'), 'is_garbled', 'repaired'),
    ('number: NaN or infinite', 'own_rows', 'has_nan', 'marked'),
    ('number: NaN or infinite', ref('stg_legacy_skill'), 'has_nan', 'marked'),
    ('number: NaN or infinite', ref('stg_legacy_participants'), 'has_nan', 'marked'),
] -%}
{%- set names = {
    'map': 'map', 'playlist': 'playlist', 'pair': 'map_mode_pair', 'game_variant': 'game_variant',
} -%}

with own_rows as (
    select * from {{ ref('stg_legacy_match_stats') }}
),

registry as (
    select * from {{ ref('match_registry') }}
),

shared_rows as (
    select
        shared_rows.*,
        first_syncs.team_id
    from {{ ref('stg_legacy_match_registry') }} as shared_rows
    left join {{ ref('int_legacy_first_syncs') }} as first_syncs
        on shared_rows.raw_key = first_syncs.raw_key
),

found as (
    {%- for defect, relation, condition, outcome in in_rows %}
    select
        '{{ defect }}' as defect,
        owner_xuid,
        '{{ outcome }}' as outcome
    from {{ relation }}
    where {{ condition }}
    union all
    {%- endfor %}
    {%- for asset, named in names.items() %}
    select
        'name: missing or an id' as defect,
        own_rows.owner_xuid,
        case when registry.{{ named }}_name is null then 'marked' else 'repaired' end as outcome
    from own_rows
    inner join registry on own_rows.match_id = registry.match_id
    where own_rows.{{ asset }}_id is not null and own_rows.{{ asset }}_name is null
    union all
    {%- endfor %}
    {%- for flag in ['events', 'participants'] %}
    select
        'flag: {{ flag }} said to be loaded' as defect,
        shared_rows.owner_xuid,
        'repaired' as outcome
    from shared_rows
    inner join registry on shared_rows.match_id = registry.match_id
    where shared_rows.{{ flag }}_loaded and not registry.{{ flag }}_loaded
    union all
    {%- endfor %}
    select
        'match: committed by half' as defect,
        cast(null as {{ dbt.type_string() }}) as owner_xuid,
        'marked' as outcome
    from registry
    where is_incomplete
    union all
    select
        'player: copies disagree' as defect,
        cast(null as {{ dbt.type_string() }}) as owner_xuid,
        'marked' as outcome
    from {{ ref('migration_agreement') }}
    where not is_agreeing
),

counted as (
    select
        defect,
        coalesce(owner_xuid, 'shared') as owner_xuid,
        cast(count(*) as bigint) as rows_found,
        cast(count_if(outcome = 'repaired') as bigint) as rows_repaired,
        cast(count_if(outcome = 'marked') as bigint) as rows_marked
    from found
    group by defect, coalesce(owner_xuid, 'shared')
),

copies as (
    select
        concat('rows: copies in ', table_name) as defect,
        coalesce(owner_xuid, 'shared') as owner_xuid,
        duplicates_removed as rows_found,
        duplicates_removed as rows_repaired,
        cast(0 as bigint) as rows_marked
    from {{ ref('migration_counts') }}
    where duplicates_removed > 0
),

final as (
    select * from counted
    union all
    select * from copies
)

select * from final
