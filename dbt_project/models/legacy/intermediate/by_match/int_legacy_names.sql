{%- set assets = {
    'playlist': 'playlist', 'map': 'map', 'map_mode_pair': 'pair', 'game_variant': 'game_variant',
} -%}

with matches as (
    select * from {{ of_changed_matches(ref('int_legacy_matches')) }}
),

-- Without a version there is only the asset's latest name.
{% for kind in assets -%}
{{ kind }}_names as (
    select
        asset_id,
        max(latest_name) as latest_name
    from {{ ref('int_asset_names') }}
    where asset_kind = '{{ kind }}'
    group by asset_id
),

{{ kind }}_metadata as (
    select
        asset_id,
        max(public_name) as public_name
    from {{ ref('stg_legacy_assets') }}
    where asset_kind = '{{ kind }}'
    group by asset_id
),

{% endfor -%}

final as (
    select
        {%- for kind, old_kind in assets.items() %}
        coalesce(
            matches.{{ old_kind }}_name,
            {{ kind }}_metadata.public_name,
            {{ kind }}_names.latest_name
        ) as {{ kind }}_name,
        coalesce(
            {{ kind }}_names.latest_name,
            {{ kind }}_metadata.public_name,
            matches.{{ old_kind }}_name
        ) as {{ kind }}_latest_name,
        {%- endfor %}
        matches.match_id
    from matches
    {% for kind, old_kind in assets.items() -%}
    left join {{ kind }}_names on matches.{{ old_kind }}_id = {{ kind }}_names.asset_id
    left join {{ kind }}_metadata on matches.{{ old_kind }}_id = {{ kind }}_metadata.asset_id
    {% endfor -%}
)

select * from final
