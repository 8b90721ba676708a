-- A film that counts otherwise than the stats was decoded wrongly or lost events.
{{ config(severity='warn') }}
select * from {{ ref('film_reconciliation') }}
where not is_agreeing
