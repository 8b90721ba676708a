{#- The body of a model with one row per version of an asset of a kind, as int_asset_versions has it. -#}
{% macro asset_versions(kind) %}
with versions as (
    select * from {{ ref('int_asset_versions') }}
),

final as (
    select
        asset_id as {{ kind }}_id,
        version_id,
        name,
        latest_name,
        name_fr,
        description,
        first_played_at,
        last_played_at
    from versions
    where asset_kind = '{{ kind }}'
)

select * from final
{% endmacro %}
