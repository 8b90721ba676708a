-- What parsing, unnesting and joining made of a payload must add up to what its text says.
-- A payload of a shape never seen need not; of the others, many that do not are our mistake.
{{ config(error_if='>20', warn_if='>0') }}
select reconciled.*
from {{ ref('raw_reconciliation') }} as reconciled
left join {{ ref('int_drifting_matches') }} as drifting on reconciled.match_id = drifting.match_id
where not reconciled.is_agreeing and drifting.match_id is null
