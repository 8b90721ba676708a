-- What parsing, unnesting and joining made of a payload adds up to what its text says. A payload of
-- a shape never seen need not: its values may be of kinds that the two engines read differently.
select * from {{ ref('raw_reconciliation') }}
where not is_agreeing and is_as_known
