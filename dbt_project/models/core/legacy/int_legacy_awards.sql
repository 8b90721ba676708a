-- Syncing a match again wrote its awards again, to the letter.
with labelled as (
    select distinct
        match_id,
        xuid,
        award_label,
        award_category,
        award_count,
        award_score
    from {{ ref('stg_legacy_awards') }}
    where xuid is not null
),

names as (
    select * from {{ ref('personal_score_award_names') }}
),

-- Several awards bear one label; most of them differ in points.
by_label as (
    select
        award_name_fr,
        count(*) as awards,
        min(award_id) as award_id
    from names
    group by award_name_fr
),

by_points as (
    select
        award_name_fr,
        points,
        count(*) as awards,
        min(award_id) as award_id
    from names
    group by award_name_fr, points
),

unknown_labels as (
    select
        labelled.award_label,
        row_number() over (order by labelled.award_label) as label_number
    from labelled
    left join by_label on labelled.award_label = by_label.award_name_fr
    where by_label.award_name_fr is null
    group by labelled.award_label
),

-- A label that could stand for several awards gets a number no award has: one below 0.
identified as (
    select
        labelled.*,
        case
            when by_label.awards = 1 then by_label.award_id
            when by_points.awards = 1 then by_points.award_id
            else coalesce(-by_label.award_id, -unknown_labels.label_number)
        end as award_id
    from labelled
    left join by_label on labelled.award_label = by_label.award_name_fr
    left join by_points
        on
            labelled.award_label = by_points.award_name_fr
            and labelled.award_score = by_points.points * labelled.award_count
    left join unknown_labels on labelled.award_label = unknown_labels.award_label
),

final as (
    select
        match_id,
        xuid,
        award_id,
        max(award_label) as award_label,
        max(award_category) as award_category,
        cast(sum(award_count) as bigint) as award_count,
        cast(sum(award_score) as bigint) as award_score
    from identified
    group by match_id, xuid, award_id
)

select * from final
