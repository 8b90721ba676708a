{%- set documents = {
    'medal': ('stg_medals', 'medal_id'),
    'career rank': ('stg_career_ranks', 'career_rank'),
    'season': ('stg_seasons', 'season_id'),
} -%}
{%- set assets = {
    'map': 'maps', 'playlist': 'playlists', 'map_mode_pair': 'map_mode_pairs',
    'game_variant': 'game_variants',
} -%}

with profiles as (
    select * from {{ ref('stg_profiles') }}
),

{% for kind, model in assets.items() -%}
{{ model }} as (
    select distinct {{ kind }}_id as asset_id
    from {{ ref(model) }}
),

spelled_{{ model }} as (
    select lower(asset_id) as asset_id
    from {{ model }}
    group by lower(asset_id)
    having count(*) > 1
),

{% endfor -%}

nameless_assets as (
    select
        asset_kind,
        asset_id,
        count(*) as versions
    from {{ ref('stg_assets') }}
    where trim(coalesce(public_name, '')) = ''
    group by asset_kind, asset_id
),

found as (
    select
        'profile: without a name' as oddity,
        xuid as subject,
        count(*) as row_count
    from profiles
    where trim(coalesce(gamertag, '')) = ''
    group by xuid
    union all
    select
        concat(replace(asset_kind, '_', ' '), ': without a name') as oddity,
        asset_id as subject,
        versions as row_count
    from nameless_assets
    {%- for kind, model in assets.items() %}
    union all
    select
        '{{ kind | replace("_", " ") }}: id differs only in case from another' as oddity,
        {{ model }}.asset_id as subject,
        1 as row_count
    from {{ model }}
    inner join spelled_{{ model }} on lower({{ model }}.asset_id) = spelled_{{ model }}.asset_id
    {%- endfor %}
    {%- for kind, (model, id) in documents.items() %}
    union all
    select
        '{{ kind }}: listed more than once' as oddity,
        cast({{ id }} as {{ dbt.type_string() }}) as subject,
        max(listings) as row_count
    from {{ ref(model) }}
    where listings > 1
    group by {{ id }}
    {%- endfor %}
),

final as (
    select
        oddity,
        subject,
        cast(row_count as bigint) as row_count
    from found
)

select * from final
