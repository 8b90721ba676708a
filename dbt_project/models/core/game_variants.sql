{{ asset_versions('game_variant') }}
