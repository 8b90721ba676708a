{#- The versions of one kind of asset: the name each had, and the name of the version played last. -#}
{% macro asset_versions(kind) %}
with assets as (
    select * from {{ ref('stg_assets') }}
),

matches as (
    select * from {{ ref('int_match_info') }}
),

played as (
    select
        {{ kind }}_id as asset_id,
        {{ kind }}_version_id as version_id,
        min(started_at) as first_played_at,
        max(started_at) as last_played_at
    from matches
    where {{ kind }}_id is not null
    group by {{ kind }}_id, {{ kind }}_version_id
),

final as (
    select
        assets.asset_id as {{ kind }}_id,
        assets.version_id,
        assets.public_name as name,
        first_value(assets.public_name) over (
            partition by assets.asset_id
            order by played.last_played_at desc, assets.version_id
        ) as latest_name,
        assets.description,
        played.first_played_at,
        played.last_played_at
    from assets
    inner join played
        on assets.asset_id = played.asset_id and assets.version_id = played.version_id
    where assets.asset_kind = '{{ kind }}'
)

select * from final
{% endmacro %}
