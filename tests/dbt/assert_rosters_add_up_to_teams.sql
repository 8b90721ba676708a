-- What the players of a team did is what the team did, if the API does not contradict itself. What
-- is known to differ is only shown.
{{ config(severity='warn') }}
select distinct match_id from {{ ref('roster_reconciliation') }}
where not is_agreeing and not may_differ
