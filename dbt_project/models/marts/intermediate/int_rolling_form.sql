{%- set frame -%}
    partition by xuid, is_firefight
    order by started_at, match_id
    rows between 19 preceding and current row
{%- endset -%}

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
        cast(sum(kills) over ({{ frame }}) as double)
        / greatest(sum(deaths) over ({{ frame }}), 1) as rolling_20_kd_ratio,
        {{ mean('kda', ' over (' ~ frame ~ ')') }} as rolling_20_kda,
        100 * cast(sum(shots_hit) over ({{ frame }}) as double)
        / nullif(sum(shots_fired) over ({{ frame }}), 0) as rolling_20_accuracy
    from facts
)

select * from final
