{#- The chance of winning is the share of earlier matches that a team with this lead won at this
    minute. A team that is behind wins where the other one loses. -#}
with timeline as (
    select * from {{ ref('match_timeline') }}
    where team_id is not null
),

registry as (
    select * from {{ ref('match_registry') }}
),

leads as (
    select * from {{ ref('lead_outcomes') }}
),

-- The second slice of a minute ends with it.
minutes as (
    select
        timeline.*,
        registry.mode_category,
        case when timeline.slice_index % 2 = 1 then cast((timeline.slice_index + 1) / 2 as int) end
            as minute
    from timeline
    inner join registry on timeline.match_id = registry.match_id
),

final as (
    select
        minutes.match_id,
        minutes.team_id,
        minutes.slice_index,
        minutes.from_seconds,
        minutes.kills,
        minutes.deaths,
        minutes.kills_until_now,
        minutes.kill_lead,
        minutes.minute,
        case
            when minutes.kill_lead > 0 then leads.win_rate
            when minutes.kill_lead < 0 then cast(leads.losses as double) / leads.matches
        end as win_rate,
        leads.matches as win_rate_matches
    from minutes
    left join leads
        on
            minutes.mode_category = leads.mode_category
            and minutes.minute = leads.minute
            and abs(minutes.kill_lead) = leads.lead
)

select * from final
