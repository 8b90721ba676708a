{{ asset_versions('map_mode_pair') }}
