-- Counts are not negative, no match lasts a day, and the game came out in 2021. What the API says
-- is kept all the same.
{{ config(severity='warn') }}
select match_id from {{ ref('match_registry') }}
where duration_seconds not between 0 and 86400 or year(started_at) not between 2021 and 2100
union
select match_id from {{ ref('match_participants') }}
where kills < 0 or deaths < 0 or assists < 0 or shots_fired < 0 or damage_dealt < 0
