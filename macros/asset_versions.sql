{#- The known versions of one kind of asset: the name each had, null where the API no longer tells,
    and the name of the version played last. -#}
{% macro asset_versions(kind) %}
with assets as (
    select * from {{ ref('stg_assets') }}
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

-- The old application told which versions there are, not which of them a match was played in.
migrated as (
    select
        asset_id,
        version_id,
        max(public_name) as public_name,
        max(description) as description
    from {{ ref('stg_legacy_assets') }}
    where asset_kind = '{{ kind }}' and version_id <> ''
    group by asset_id, version_id
),

known as (
    select
        coalesce(played.asset_id, migrated.asset_id) as asset_id,
        coalesce(played.version_id, migrated.version_id) as version_id,
        migrated.public_name as migrated_name,
        migrated.description as migrated_description,
        played.first_played_at,
        played.last_played_at
    from played
    full outer join migrated
        on played.asset_id = migrated.asset_id and played.version_id = migrated.version_id
),

named as (
    select
        known.asset_id,
        known.version_id,
        known.first_played_at,
        known.last_played_at,
        coalesce(
            case
                when assets.public_name not in ('', known.asset_id, known.version_id)
                    then assets.public_name
            end,
            known.migrated_name
        ) as name,
        coalesce(assets.description, known.migrated_description) as description
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
