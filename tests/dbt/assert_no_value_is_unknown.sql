-- The API uses a value we have never seen: find out what it means, then add it to its seed.
{{ config(severity='warn') }}
select * from {{ ref('unknown_values') }}
