{%- set assets = {
    'playlist': ('playlist', 'playlists'), 'map': ('map', 'maps'),
    'map_mode_pair': ('pair', 'map_mode_pairs'), 'game_variant': ('game_variant', 'game_variants'),
} -%}

with matches as (
    select * from {{ ref('int_legacy_matches') }}
),

-- Without a version there is only the asset's latest name.
{% for kind, (_, model) in assets.items() -%}
{{ kind }}_names as (
    select
        {{ kind }}_id,
        max(latest_name) as latest_name
    from {{ ref(model) }}
    group by {{ kind }}_id
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
        {%- for kind, (old_kind, _) in assets.items() %}
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
    {% for kind, (old_kind, _) in assets.items() -%}
    left join {{ kind }}_names on matches.{{ old_kind }}_id = {{ kind }}_names.{{ kind }}_id
    left join {{ kind }}_metadata on matches.{{ old_kind }}_id = {{ kind }}_metadata.asset_id
    {% endfor -%}
)

select * from final
