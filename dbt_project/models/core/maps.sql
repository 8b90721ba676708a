{{ asset_versions('map') }}
