with info as (
    select * from {{ ref('int_match_info') }}
),

playlists as (
    select * from {{ ref('playlists') }}
),

maps as (
    select * from {{ ref('maps') }}
),

pairs as (
    select * from {{ ref('map_mode_pairs') }}
),

variants as (
    select * from {{ ref('game_variants') }}
),

-- Of a match the API has not named, what the old application called it, else its metadata.
migrated as (
    select * from {{ ref('int_legacy_names') }}
),

final as (
    select
        info.match_id,
        coalesce(playlists.name, migrated.playlist_name) as playlist_name,
        coalesce(playlists.latest_name, migrated.playlist_latest_name) as playlist_latest_name,
        coalesce(playlists.name_fr, playlist_french.name_fr) as playlist_name_fr,
        coalesce(maps.name, migrated.map_name) as map_name,
        coalesce(maps.latest_name, migrated.map_latest_name) as map_latest_name,
        coalesce(pairs.name, migrated.map_mode_pair_name) as map_mode_pair_name,
        coalesce(pairs.latest_name, migrated.map_mode_pair_latest_name)
            as map_mode_pair_latest_name,
        coalesce(variants.name, migrated.game_variant_name) as game_variant_name,
        coalesce(variants.latest_name, migrated.game_variant_latest_name)
            as game_variant_latest_name,
        coalesce(variants.name_fr, game_variant_french.name_fr) as game_variant_name_fr
    from info
    {{ join_asset_name('info', 'playlists', 'playlist') }}
    {{ join_asset_name('info', 'maps', 'map') }}
    {{ join_asset_name('info', 'pairs', 'map_mode_pair') }}
    {{ join_asset_name('info', 'variants', 'game_variant') }}
    left join migrated on info.match_id = migrated.match_id
    left join {{ ref('french_names') }} as playlist_french
        on migrated.playlist_name = playlist_french.name_en and playlist_french.kind = 'playlist'
    left join {{ ref('french_names') }} as game_variant_french
        on
            migrated.game_variant_name = game_variant_french.name_en
            and game_variant_french.kind = 'game_variant'
)

select * from final
