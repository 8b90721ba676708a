{{ asset_versions('playlist') }}
