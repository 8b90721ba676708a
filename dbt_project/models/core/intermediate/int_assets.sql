with assets as (
    select * from {{ ref('stg_assets') }}
),

-- The old application kept which versions there are, but not in which one a match was played.
legacy as (
    select
        asset_kind,
        asset_id,
        version_id,
        max(public_name) as public_name,
        max(description) as description
    from {{ ref('stg_legacy_assets') }}
    where version_id <> ''
    group by asset_kind, asset_id, version_id
),

final as (
    select
        coalesce(assets.asset_kind, legacy.asset_kind) as asset_kind,
        coalesce(assets.asset_id, legacy.asset_id) as asset_id,
        coalesce(assets.version_id, legacy.version_id) as version_id,
        coalesce(
            case
                when assets.public_name not in ('', assets.asset_id, assets.version_id)
                    then assets.public_name
            end,
            legacy.public_name
        ) as public_name,
        coalesce(assets.description, legacy.description) as description,
        legacy.asset_id is not null as is_listed
    from assets
    full outer join legacy
        on
            assets.asset_kind = legacy.asset_kind
            and assets.asset_id = legacy.asset_id
            and assets.version_id = legacy.version_id
)

select * from final
