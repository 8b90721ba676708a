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

final as (
    select
        info.match_id,
        playlists.name as playlist_name,
        playlists.latest_name as playlist_latest_name,
        playlists.name_fr as playlist_name_fr,
        maps.name as map_name,
        maps.latest_name as map_latest_name,
        pairs.name as map_mode_pair_name,
        pairs.latest_name as map_mode_pair_latest_name,
        variants.name as game_variant_name,
        variants.latest_name as game_variant_latest_name,
        variants.name_fr as game_variant_name_fr
    from info
    {{ join_asset_name('playlists', 'playlist') }}
    {{ join_asset_name('maps', 'map') }}
    {{ join_asset_name('pairs', 'map_mode_pair') }}
    {{ join_asset_name('variants', 'game_variant') }}
)

select * from final
