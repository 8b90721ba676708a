with old_rows as (
    {{ legacy_rows('legacy_other', {'answer_feed': 'string', 'answer_key': 'string'}) }}
),

final as (
    select
        old.answer_feed as answer_feed,
        old.answer_key as answer_key,
        split_part(raw_key, ':', 2) as table_name,
        {{ legacy_columns() }}
    from old_rows
    where old.answer_feed is not null
)

select * from final
