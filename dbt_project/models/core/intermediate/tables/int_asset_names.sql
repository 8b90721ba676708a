-- Without the days of play, which change with every match: what shows a name follows names alone.
with versions as (
    select * from {{ ref('int_asset_versions') }}
),

final as (
    select
        asset_kind,
        asset_id,
        version_id,
        name,
        latest_name,
        name_fr
    from versions
)

select * from final
