-- Two players' files that differ about a match: one of them is wrong, and we cannot know which.
{{ config(severity='warn') }}
select * from {{ ref('migration_agreement') }}
where not is_agreeing
