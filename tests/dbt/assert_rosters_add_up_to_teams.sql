-- What the players of a team did is what the team did; else the API contradicts itself.
{{ config(severity='warn') }}
select * from {{ ref('roster_reconciliation') }}
where not is_agreeing and not may_differ
