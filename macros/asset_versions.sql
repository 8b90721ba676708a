{#- The body of a model with one row per version of an asset: the name of the version, null where
    it is not known, and the name of the version played last.
    kind: the kind of asset, as int_assets has it, e.g. asset_versions('map') -#}
{% macro asset_versions(kind) %}
with assets as (
    select * from {{ ref('int_assets') }}
    where asset_kind = '{{ kind }}'
),

matches as (
    select * from {{ ref('int_match_info') }}
),

french_names as (
    select * from {{ ref('french_names') }}
    where kind = '{{ kind }}'
),

played as (
    select
        {{ kind }}_id as asset_id,
        {{ kind }}_version_id as version_id,
        min(started_at) as first_played_at,
        max(started_at) as last_played_at
    from matches
    where {{ kind }}_id is not null and {{ kind }}_version_id is not null
    group by {{ kind }}_id, {{ kind }}_version_id
),

-- A version without a match is there if the old application has listed it.
known as (
    select
        coalesce(played.asset_id, listed.asset_id) as asset_id,
        coalesce(played.version_id, listed.version_id) as version_id,
        played.first_played_at,
        played.last_played_at
    from played
    full outer join (select * from assets where is_listed) as listed
        on played.asset_id = listed.asset_id and played.version_id = listed.version_id
),

named as (
    select
        known.asset_id,
        known.version_id,
        known.first_played_at,
        known.last_played_at,
        assets.public_name as name,
        assets.description
    from known
    left join assets
        on known.asset_id = assets.asset_id and known.version_id = assets.version_id
),

final as (
    select
        named.asset_id as {{ kind }}_id,
        named.version_id,
        named.name,
        first_value(named.name) over (
            partition by named.asset_id
            order by
                case when named.name is null then 1 else 0 end,
                case when named.last_played_at is null then 1 else 0 end,
                named.last_played_at desc,
                named.version_id
        ) as latest_name,
        french_names.name_fr,
        named.description,
        named.first_played_at,
        named.last_played_at
    from named
    left join french_names on named.name = french_names.name_en
)

select * from final
{% endmacro %}
