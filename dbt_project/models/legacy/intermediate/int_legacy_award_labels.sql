with old_rows as (
    select * from {{ ref('stg_legacy_awards') }}
),

names as (
    select * from {{ ref('personal_score_award_names') }}
),

-- The labels that the old application wrote, and the names in the French game: our exports of
-- before wrote those.
labels as (
    select
        legacy_label as award_label,
        award_id,
        award_name,
        award_category,
        points
    from names
    union
    select
        award_name_fr as award_label,
        award_id,
        award_name,
        award_category,
        points
    from names
),

written as (
    select distinct
        award_label,
        award_category,
        award_points
    from old_rows
),

-- Several awards have one label. Most of them differ in category or points.
compared as (
    select
        written.award_label,
        written.award_category,
        written.award_points,
        labels.award_id,
        labels.award_name || ' (' || labels.award_id || ')' as award,
        labels.points = written.award_points
        and labels.award_category = coalesce(written.award_category, labels.award_category)
            as is_fitting
    from written
    left join labels on written.award_label = labels.award_label
),

counted as (
    select
        award_label,
        award_category,
        award_points,
        count(distinct award_id) as awards,
        min(award_id) as first_award_id,
        count(distinct case when is_fitting then award_id end) as fitting_awards,
        min(case when is_fitting then award_id end) as first_fitting_id,
        coalesce(
            {{ sorted_list('case when is_fitting then award end') }},
            {{ sorted_list('award') }}
        ) as possible_awards
    from compared
    group by award_label, award_category, award_points
),

-- An award that is not certain gets an id below 0, which no award has.
final as (
    select
        award_label,
        award_category,
        award_points,
        case
            when awards = 1 then first_award_id
            when fitting_awards = 1 then first_fitting_id
            when awards > 1 then -coalesce(first_fitting_id, first_award_id)
            else -dense_rank() over (partition by awards = 0 order by award_label)
        end as award_id,
        case
            when awards = 1 or fitting_awards = 1 then 'known'
            when awards > 1 then 'ambiguous'
            else 'unknown'
        end as award_meaning,
        replace(possible_awards, ',', ', ') as possible_awards
    from counted
)

select * from final
