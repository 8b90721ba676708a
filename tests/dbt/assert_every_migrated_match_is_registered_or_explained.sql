-- A match the old files mention and the registry lacks was lost, unless we can say why it is not
-- there.
select * from {{ ref('migration_matches') }}
where not is_in_registry and reason is null
