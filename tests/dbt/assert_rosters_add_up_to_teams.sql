-- What the players of a team did is what the team did. A match in which the API contradicts
-- itself is a finding; many of them mean that we lose or double players, unless the API sends
-- other than it did. What is known to differ is only shown.
{{ config(error_if='>20', warn_if='>0') }}
select distinct match_id from {{ ref('roster_reconciliation') }}
where not is_agreeing and not may_differ and is_as_known
