-- The history of a player has the same outcome and rank as the match itself.
{{ config(severity='warn') }}
select * from {{ ref('history_reconciliation') }}
where not is_agreeing
