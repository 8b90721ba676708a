{#- Of each old table: its staging, the key of its rows, and where they are now. -#}
{%- set tables = {
    'match_stats': ('stg_legacy_match_stats', 'match_id, owner_xuid', 'match_participants', 'match_id, xuid', 'stg_match_stats'),
    'player_match_stats': ('stg_legacy_skill', 'match_id, xuid', 'match_skill', 'match_id, xuid', 'stg_match_skill'),
    'player_match_enrichment': ('stg_legacy_match_enrichment', 'match_id, owner_xuid', 'player_matches', 'match_id, xuid', none),
    'match_registry': ('stg_legacy_match_registry', 'match_id', 'match_registry', 'match_id', none),
    'match_participants': ('stg_legacy_participants', 'match_id, xuid', 'match_participants', 'match_id, xuid', 'stg_match_stats'),
    'medals_earned': ('stg_legacy_medals', 'match_id, xuid, medal_id', 'medals_earned', 'match_id, xuid, medal_id', 'stg_match_stats'),
    'personal_score_awards': ('int_legacy_award_rows', 'match_id, xuid, award_id, award_count, award_score, award_number', 'personal_score_awards', 'match_id, xuid', 'stg_match_stats'),
} -%}

with registry as (
    select match_id from {{ ref('match_registry') }}
),

{% for table, (staged, told_apart, core, core_key, answers) in tables.items() %}
{%- set keys = core_key.split(', ') -%}
{%- set row_keys = told_apart.split(', ')[:keys | length] -%}
{%- set same_key = [] -%}
{%- for key in keys -%}
{%- do same_key.append('old.' ~ row_keys[loop.index0] ~ ' = held.' ~ key) -%}
{%- endfor -%}
{{ table }}_rows as (
    select
        {{ told_apart if 'owner_xuid' in told_apart else told_apart ~ ', owner_xuid' }},
        count(*) as copies
    from {{ ref(staged) }}
    group by {{ told_apart if 'owner_xuid' in told_apart else told_apart ~ ', owner_xuid' }}
),

{{ table }}_held as (
    select distinct {{ core_key }} from {{ ref(core) }}
),

{% if answers -%}
{{ table }}_answered as (
    select distinct match_id from {{ ref(answers) }}
),

{% endif -%}
{{ table }}_fates as (
    select
        '{{ table }}' as table_name,
        old.owner_xuid,
        old.copies,
        case
            when registry.match_id is null then 'orphaned'
            {%- if answers %}
            when answered.match_id is not null then 'superseded_by_api'
            {%- endif %}
            when held.match_id is not null then 'kept'
            {%- if 'owner_xuid' in row_keys %}
            when old.owner_xuid is null then 'unusable'
            {%- endif %}
            else 'missing'
        end as fate
    from {{ table }}_rows as old
    left join registry on old.match_id = registry.match_id
    {%- if answers %}
    left join {{ table }}_answered as answered on old.match_id = answered.match_id
    {%- endif %}
    left join {{ table }}_held as held on {{ same_key | join(' and ') }}
),

{% endfor -%}

fates as (
    {%- for table in tables %}
    select * from {{ table }}_fates
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        table_name,
        owner_xuid,
        fate,
        cast(sum(copies) as bigint) as staged_rows,
        cast(count(*) as bigint) as distinct_rows
    from fates
    group by table_name, owner_xuid, fate
)

select * from final
