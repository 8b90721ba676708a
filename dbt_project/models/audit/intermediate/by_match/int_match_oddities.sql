with found as (
    select
        oddity,
        match_id,
        subject,
        row_count
    from {{ ref('int_odd_matches') }}
    union all
    select
        oddity,
        match_id,
        subject,
        row_count
    from {{ ref('int_odd_players') }}
    union all
    select
        oddity,
        match_id,
        subject,
        row_count
    from {{ ref('int_odd_teams') }}
    union all
    select
        oddity,
        match_id,
        subject,
        row_count
    from {{ ref('int_odd_films') }}
),

final as (
    select
        oddity,
        match_id,
        subject,
        row_count
    from found
)

select * from final
