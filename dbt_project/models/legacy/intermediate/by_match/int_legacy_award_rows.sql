with old_rows as (
    select * from {{ of_changed_matches(ref('stg_legacy_awards')) }}
),

labels as (
    select * from {{ ref('int_legacy_award_labels') }}
),

identified as (
    select
        old_rows.raw_key,
        old_rows.match_id,
        old_rows.xuid,
        old_rows.owner_xuid,
        old_rows.award_label,
        old_rows.award_category,
        old_rows.award_points,
        old_rows.award_count,
        old_rows.award_score,
        labels.award_id,
        labels.award_meaning
    from old_rows
    inner join labels
        on
            old_rows.award_label = labels.award_label
            and old_rows.award_category is not distinct from labels.award_category
            and old_rows.award_points is not distinct from labels.award_points
),

repeated as (
    select
        *,
        count(*) over (partition by match_id, xuid, award_id, award_count, award_score)
            as equal_rows,
        row_number() over (
            partition by match_id, xuid, award_id, award_count, award_score
            order by raw_key
        ) as equal_row_number
    from identified
),

synced as (
    select
        *,
        min(equal_rows) over (partition by match_id, xuid) as syncs
    from repeated
),

-- Syncing a match again wrote its awards again, so equal rows are one award. Only where a label
-- stands for several awards, a row that is repeated more often than the others is another award.
final as (
    select
        raw_key,
        match_id,
        xuid,
        owner_xuid,
        award_label,
        award_category,
        award_points,
        award_count,
        award_score,
        award_id,
        award_meaning,
        cast(
            case
                when award_meaning = 'ambiguous' then ceil(equal_row_number / cast(syncs as double))
                else 1
            end as int
        ) as award_number
    from synced
)

select * from final
