{%- set kinds = ['game_variant', 'map', 'map_mode_pair', 'playlist'] -%}

with assets as (
    select * from {{ ref('int_assets') }}
),

listed as (
    select * from assets
    where is_listed
),

matches as (
    select * from {{ ref('int_match_info') }}
),

french_names as (
    select * from {{ ref('french_names') }}
),

api_french_names as (
    select * from {{ ref('stg_asset_names') }}
    where language = 'fr-FR' and public_name not in ('', asset_id, version_id)
),

played as (
    {%- for kind in kinds %}
    select
        '{{ kind }}' as asset_kind,
        {{ kind }}_id as asset_id,
        {{ kind }}_version_id as version_id,
        min(started_at) as first_played_at,
        max(started_at) as last_played_at
    from matches
    where {{ kind }}_id is not null and {{ kind }}_version_id is not null
    group by {{ kind }}_id, {{ kind }}_version_id
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

-- A version without a match is there if the old application has listed it.
known as (
    select
        coalesce(played.asset_kind, listed.asset_kind) as asset_kind,
        coalesce(played.asset_id, listed.asset_id) as asset_id,
        coalesce(played.version_id, listed.version_id) as version_id,
        played.first_played_at,
        played.last_played_at
    from played
    full outer join listed
        on
            played.asset_kind = listed.asset_kind
            and played.asset_id = listed.asset_id
            and played.version_id = listed.version_id
),

named as (
    select
        known.asset_kind,
        known.asset_id,
        known.version_id,
        known.first_played_at,
        known.last_played_at,
        assets.public_name as name,
        assets.description
    from known
    left join assets
        on
            known.asset_kind = assets.asset_kind
            and known.asset_id = assets.asset_id
            and known.version_id = assets.version_id
),

final as (
    select
        named.asset_kind,
        named.asset_id,
        named.version_id,
        named.name,
        first_value(named.name) over (
            partition by named.asset_kind, named.asset_id
            order by
                case when named.name is null then 1 else 0 end asc,
                case when named.last_played_at is null then 1 else 0 end asc,
                named.last_played_at desc,
                named.version_id asc
        ) as latest_name,
        -- without a translation, the API gives the English name
        coalesce(nullif(api_french_names.public_name, named.name), french_names.name_fr)
            as name_fr,
        named.description,
        named.first_played_at,
        named.last_played_at
    from named
    left join french_names
        on named.asset_kind = french_names.kind and named.name = french_names.name_en
    left join api_french_names
        on
            named.asset_kind = api_french_names.asset_kind
            and named.asset_id = api_french_names.asset_id
            and named.version_id = api_french_names.version_id
)

select * from final
