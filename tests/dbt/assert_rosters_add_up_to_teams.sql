-- What the players of a team did is what the team did; else a player is missing or counted twice.
select * from {{ ref('roster_reconciliation') }}
where not is_agreeing and not may_differ
