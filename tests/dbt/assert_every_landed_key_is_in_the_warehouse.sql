-- A key that landed and is not in staging was lost between raw and the warehouse.
select * from {{ ref('feed_reconciliation') }}
where not is_agreeing
