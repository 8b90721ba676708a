{#- The chance of winning is the share of all matches that a team with this lead at this minute
    won. A team that is behind wins where the other one loses. -#}
with timeline as (
    select * from {{ ref('match_timeline') }}
    where team_id is not null
),

registry as (
    select * from {{ ref('match_registry') }}
),

leads as (
    select
        *,
        {{ rate_with_interval('losses', 'matches', 'loss_rate') }}
    from {{ ref('lead_outcomes') }}
),

-- The second slice of a minute ends with it. A minute that the match did not finish is left out.
minutes as (
    select
        timeline.*,
        registry.mode_category,
        case
            when
                timeline.slice_index % 2 = 1
                and 30 * (timeline.slice_index + 1) <= registry.duration_seconds
                then cast((timeline.slice_index + 1) / 2 as int)
        end as minute
    from timeline
    inner join registry on timeline.match_id = registry.match_id
),

final as (
    select
        minutes.match_id,
        minutes.team_id,
        minutes.slice_index,
        minutes.kills,
        minutes.deaths,
        minutes.kill_lead,
        minutes.minute,
        {%- for bound in ['', '_low', '_high'] %}
        case
            when minutes.kill_lead > 0 then leads.win_rate{{ bound }}
            when minutes.kill_lead < 0 then leads.loss_rate{{ bound }}
        end as win_rate{{ bound }},
        {%- endfor %}
        leads.matches as win_rate_matches
    from minutes
    left join leads
        on
            minutes.mode_category = leads.mode_category
            and minutes.minute = leads.minute
            and abs(minutes.kill_lead) = leads.lead
)

select * from final
