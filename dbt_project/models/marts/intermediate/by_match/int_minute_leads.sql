with timeline as (
    select * from {{ of_changed_matches(ref('match_timeline')) }}
    where team_id is not null and slice_index % 2 = 1 and film_coverage >= 0.9
),

teams as (
    select
        *,
        count(*) over (partition by match_id) as teams_of_match
    from {{ of_changed_matches(ref('match_teams')) }}
),

registry as (
    select * from {{ of_changed_matches(ref('match_registry')) }}
    where not is_firefight
),

-- The second slice of a minute ends with it. A minute that the match did not finish is left out.
final as (
    select
        timeline.match_id,
        timeline.team_id,
        cast((timeline.slice_index + 1) / 2 as int) as minute,
        registry.mode_category,
        timeline.kill_lead,
        teams.outcome
    from timeline
    inner join registry on timeline.match_id = registry.match_id
    inner join teams
        on timeline.match_id = teams.match_id and timeline.team_id = teams.team_id
    where
        timeline.kill_lead > 0
        and timeline.slice_index >= 0
        and teams.teams_of_match = 2
        and 30 * (timeline.slice_index + 1) <= registry.duration_seconds
)

select * from final
