with stats as (
    select * from {{ of_changed_matches(ref('stg_mode_stats')) }}
),

-- A player who changed team has a block for each; what is a longest time stays one.
final as (
    select
        match_id,
        player_id,
        mode,
        stat,
        case
            when stat like 'Longest%' then max(value)
            else {{ exact_sum('value') }}
        end as value
    from stats
    group by match_id, player_id, mode, stat
)

select * from final
