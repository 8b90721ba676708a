with timeline as (
    select * from {{ of_changed_matches(ref('match_timeline')) }}
    where team_id is not null and slice_index % 2 = 1 and film_coverage >= 0.9
),

outcomes as (
    select * from {{ ref('int_two_team_outcomes') }}
),

-- The second slice of a minute ends with it. A minute that the match did not finish is left out.
final as (
    select
        timeline.match_id,
        timeline.team_id,
        cast((timeline.slice_index + 1) / 2 as int) as minute,
        outcomes.mode_category,
        timeline.kill_lead,
        outcomes.outcome
    from timeline
    inner join outcomes
        on timeline.match_id = outcomes.match_id and timeline.team_id = outcomes.team_id
    where
        timeline.kill_lead > 0
        and timeline.slice_index >= 0
        and 30 * (timeline.slice_index + 1) <= outcomes.duration_seconds
)

select * from final
