{%- set schema = {
    'asset_id': 'string', 'uuid': 'string', 'version_id': 'string', 'public_name': 'string',
    'name_en': 'string', 'name_fr': 'string', 'description': 'string',
} -%}
{%- set feeds = {
    'playlist': 'legacy_playlists', 'map': 'legacy_maps',
    'map_mode_pair': 'legacy_playlist_map_mode_pairs', 'game_variant': 'legacy_game_variants',
} -%}

with
{%- for kind, feed in feeds.items() %}
{{ kind }}s as (
    {{ legacy_rows(feed, schema) }}
),

{% endfor -%}

named as (
    {%- for kind in feeds %}
    select
        '{{ kind }}' as asset_kind,
        *
    from {{ kind }}s
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        asset_kind,
        lower(coalesce(old.asset_id, old.uuid)) as asset_id,
        lower(old.version_id) as version_id,
        {{ real_name(
            'coalesce(old.public_name, old.name_en)', 'coalesce(old.asset_id, old.uuid)'
        ) }} as public_name,
        old.name_fr as name_fr,
        old.description as description,
        {{ legacy_columns() }}
    from named
    where coalesce(old.asset_id, old.uuid) is not null
)

select * from final
