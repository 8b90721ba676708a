-- A key that landed twice means that the ingester asked twice, and that it may be counted twice.
select * from {{ ref('raw_duplicates') }}
