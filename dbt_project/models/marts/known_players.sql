{%- set recent = 20 -%}

with participants as (
    select * from {{ ref('match_participants') }}
    where xuid is not null
),

registry as (
    select * from {{ ref('match_registry') }}
),

aliases as (
    select * from {{ ref('xuid_aliases') }}
    where is_current
),

tracked as (
    select * from {{ ref('tracked_players') }}
),

played as (
    select
        participants.*,
        registry.started_at,
        registry.is_firefight,
        row_number() over (
            partition by participants.xuid, registry.is_firefight
            order by registry.started_at desc, participants.match_id desc
        ) as age
    from participants
    inner join registry on participants.match_id = registry.match_id
),

totals as (
    select
        xuid,
        {{ player_totals() }},
        {{ total('damage_dealt') }} as damage_dealt
    from played
    where not is_firefight
    group by xuid
),

form as (
    select
        xuid,
        cast(count(*) as bigint) as recent_matches,
        cast(count_if(outcome = {{ outcome('win') }}) as double) / count(*) as recent_win_rate,
        cast({{ sum_of_counts('kills') }} as double)
        / greatest({{ sum_of_counts('deaths') }}, 1) as recent_kd_ratio
    from played
    where not is_firefight and age <= {{ recent }}
    group by xuid
),

in_firefight as (
    select
        xuid,
        cast(count(*) as bigint) as firefight_matches
    from played
    where is_firefight
    group by xuid
),

everybody as (
    select distinct xuid from played
),

final as (
    select
        everybody.xuid,
        aliases.gamertag,
        tracked.xuid is not null as is_tracked,
        coalesce(totals.matches, 0) as matches,
        coalesce(in_firefight.firefight_matches, 0) as firefight_matches,
        {%- for count in ['wins', 'losses', 'ties', 'unfinished', 'kills', 'deaths', 'assists'] %}
        coalesce(totals.{{ count }}, 0) as {{ count }},
        {%- endfor %}
        totals.win_rate,
        totals.kd_ratio,
        totals.kills_per_match,
        totals.deaths_per_match,
        totals.assists_per_match,
        totals.average_kda,
        totals.accuracy,
        cast(totals.damage_dealt as double) / totals.matches as damage_per_match,
        form.recent_matches,
        form.recent_win_rate,
        form.recent_kd_ratio,
        totals.hours_played,
        totals.first_played_at,
        totals.last_played_at
    from everybody
    left join totals on everybody.xuid = totals.xuid
    left join form on everybody.xuid = form.xuid
    left join in_firefight on everybody.xuid = in_firefight.xuid
    left join aliases on everybody.xuid = aliases.xuid
    left join tracked on everybody.xuid = tracked.xuid
)

select * from final
