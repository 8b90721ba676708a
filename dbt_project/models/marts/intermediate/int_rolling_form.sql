{%- set frame -%}
    partition by xuid, is_firefight
    order by started_at, match_id
    rows between 19 preceding and current row
{%- endset -%}
{%- set over_frame = ' over (' ~ frame ~ ')' -%}

with facts as (
    select * from {{ of_changed_players(ref('int_player_match_facts')) }}
    where started_at is not null
),

final as (
    select
        xuid,
        match_id,
        cast(count(*) over ({{ frame }}) as bigint) as rolling_20_matches,
        avg(
            cast(case when outcome = {{ outcome('win') }} then 1 else 0 end as double)
        ) over ({{ frame }})
            as rolling_20_win_rate,
        cast({{ sum_of_counts('kills', over_frame) }} as double)
        / greatest({{ sum_of_counts('deaths', over_frame) }}, 1) as rolling_20_kd_ratio,
        {{ mean('kda', over_frame) }} as rolling_20_kda,
        100 * cast({{ sum_of_counts('shots_hit', over_frame) }} as double)
        / nullif({{ sum_of_counts('shots_fired', over_frame) }}, 0) as rolling_20_accuracy
    from facts
)

select * from final
