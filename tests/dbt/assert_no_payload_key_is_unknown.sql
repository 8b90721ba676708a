-- The API sends something we have never seen: look at it, then add it to known_payload_keys.
{{ config(severity='warn') }}
select * from {{ ref('schema_drift') }}
