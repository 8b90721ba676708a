-- What parsing, unnesting and joining made of a payload must add up to what its text says.
-- A payload of a shape never seen need not; of the others, many that do not are our mistake.
{{ config(error_if='>20', warn_if='>0') }}
select * from {{ ref('raw_reconciliation') }}
where not is_agreeing and is_as_known
