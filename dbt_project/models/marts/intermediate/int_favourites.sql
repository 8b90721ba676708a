with expectations as (
    select * from {{ ref('int_expectations') }}
    where mmr_gap > 0 and mmr_gap < 10000 and team_outcome in {{ outcomes('win', 'loss') }}
),

-- All players of a team have one gap and one outcome: they are one sample.
teams as (
    select
        match_id,
        team_id,
        max(mmr_gap) as mmr_gap,
        min(team_outcome) as outcome
    from expectations
    group by match_id, team_id
),

summed as (
    select
        cast(25 * floor(mmr_gap / 25) as int) as bucket_from,
        cast(count(*) as bigint) as samples,
        cast(count_if(outcome = {{ outcome('win') }}) as bigint) as wins
    from teams
    group by cast(25 * floor(mmr_gap / 25) as int)
),

final as (
    select
        bucket_from,
        bucket_from + 25 as bucket_to,
        samples,
        wins,
        {{ rate_with_interval('wins', 'samples', 'win_rate') }}
    from summed
)

select * from final
