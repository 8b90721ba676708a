-- The migration accounts for every row the old files said they hold; what is missing we have lost.
select * from {{ ref('migration_counts') }}
where missing <> 0
