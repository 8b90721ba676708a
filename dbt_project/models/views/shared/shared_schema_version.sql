select
    6 as version,
    'views of the Halo match warehouse' as description,
    cast(null as timestamp) as applied_at
