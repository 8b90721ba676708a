with labels as (
    select * from {{ ref('int_legacy_award_labels') }}
    where award_meaning <> 'known'
),

award_rows as (
    select * from {{ ref('int_legacy_award_rows') }}
),

final as (
    select
        labels.award_label,
        labels.award_category,
        labels.award_points,
        labels.award_meaning,
        labels.award_id,
        labels.possible_awards,
        cast(count(award_rows.raw_key) as bigint) as row_count,
        cast(count(distinct award_rows.match_id) as bigint) as match_count,
        cast(count(distinct award_rows.xuid) as bigint) as player_count
    from labels
    left join award_rows
        on
            labels.award_label = award_rows.award_label
            and labels.award_category is not distinct from award_rows.award_category
            and labels.award_points is not distinct from award_rows.award_points
    group by
        labels.award_label,
        labels.award_category,
        labels.award_points,
        labels.award_meaning,
        labels.award_id,
        labels.possible_awards
)

select * from final
